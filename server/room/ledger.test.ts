import { expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

it('a ledger counts what is on disk', () => {
  const ledger = new Ledger();
  ledger.receive();
  const second = ledger.receive();
  expect(ledger.saved).toBe(0);
  ledger.settle(second);
  expect(ledger.saved).toBe(2);
});

it('a ledger counts no further than what is held back, until that is on disk itself', () => {
  const ledger = new Ledger();
  ledger.receive();
  const held = ledger.receive();
  ledger.hold(held);
  ledger.settle(ledger.receive());
  expect(ledger.saved).toBe(1);
  ledger.settle(held);
  expect(ledger.saved).toBe(3);
});

it('a ledger counts no further than what was refused, until an answer after it is on disk', () => {
  const ledger = new Ledger();
  ledger.settle(ledger.receive());
  const held = ledger.receive();
  ledger.hold(held);
  ledger.refuse(ledger.receive());
  ledger.refuse(held);
  ledger.settle(ledger.receive());
  expect(ledger.saved).toBe(1);
  ledger.settleAnswer(ledger.receive());
  expect(ledger.saved).toBe(5);
});

it('a ledger counts no further than what was refused behind an answer', () => {
  const ledger = new Ledger();
  const answer = ledger.receive();
  ledger.refuse(ledger.receive());
  ledger.settleAnswer(answer);
  ledger.settle(ledger.receive());
  expect(ledger.saved).toBe(1);
});
