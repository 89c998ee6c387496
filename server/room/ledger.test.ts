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
