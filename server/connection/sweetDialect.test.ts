import { describe, expect, it } from 'vitest';
import { decodeMessages, type Frame, type Message } from '../protocol/index.ts';
import { SweetDialect } from './sweetDialect.ts';

const update: Message = { kind: 'update', update: Uint8Array.of(0, 0) };
const answer: Message = { kind: 'syncStep2', update: Uint8Array.of(0, 0) };
const question = (version: number): Message => ({ kind: 'syncStatus', payload: Uint8Array.of(version) });
const saved = (count: number) => ({ count, settled: 1, updates: [] });

/** The versions that the client takes for saved by these frames. */
function echoes(frames: readonly Frame[] | undefined): readonly number[] {
  return (frames ?? []).flatMap((frame) =>
    decodeMessages(frame).flatMap((message) => (message.kind === 'syncStatus' ? [...message.payload] : [])),
  );
}

/** A client that has answered what it was asked when it came, and knows that this is saved. */
function greeted(): SweetDialect {
  const dialect = new SweetDialect();
  expect(dialect.intercept(answer)).toBeUndefined();
  dialect.confirm(saved(1));
  return dialect;
}

describe('SweetDialect', () => {
  it('echoes a question when all that came before it is on disk, and not earlier (S7)', () => {
    const dialect = greeted();
    for (const version of [1, 2]) {
      expect(dialect.intercept(update)).toBeUndefined();
      expect(echoes(dialect.intercept(question(version)))).toEqual([]);
    }
    expect(echoes(dialect.confirm(saved(2)))).toEqual([1]);
    expect(echoes(dialect.confirm(saved(3)))).toEqual([2]);
  });

  it('echoes at once when there is nothing to wait for', () => {
    expect(echoes(greeted().intercept(question(7)))).toEqual([7]);
  });

  it('does not echo the question of a client that has yet to send what it wrote without a network (S7)', () => {
    const dialect = new SweetDialect();
    expect(echoes(dialect.intercept(question(5)))).toEqual([]);
    dialect.intercept(answer);
    expect(echoes(dialect.intercept(question(5)))).toEqual([]);
    expect(echoes(dialect.confirm(saved(1)))).toEqual([5, 5]);
  });

  it('says something on every question, so that a client that waits for the disk does not leave', () => {
    const dialect = new SweetDialect();
    expect(dialect.intercept(question(0))).toHaveLength(1);
    dialect.intercept(answer);
    dialect.confirm(saved(1));
    dialect.intercept(update);
    for (let round = 0; round < 5; round += 1) expect(echoes(dialect.intercept(question(1)))).toEqual([0]);
  });

  it('never echoes what a reader asked behind an update of its own', () => {
    const dialect = greeted();
    dialect.intercept(update);
    expect(dialect.refuse()).toEqual([]);
    for (let round = 0; round < 5; round += 1) expect(echoes(dialect.intercept(question(1)))).toEqual([]);
    expect(echoes(dialect.confirm(saved(1)))).toEqual([]);
  });

  it('remembers a bounded number of questions, the newest of them (S23)', () => {
    const dialect = greeted();
    dialect.intercept(update);
    for (let round = 0; round < 5000; round += 1) dialect.intercept(question(round % 100));
    const answered = echoes(dialect.confirm(saved(2)));
    expect(answered).toHaveLength(1024);
    expect(answered.at(-1)).toBe(99);
  });
});
