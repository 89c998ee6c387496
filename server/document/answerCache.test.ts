import { expect, it } from 'vitest';
import { AnswerCache } from './answerCache.ts';

const documentBytes = 100_000;
const bytes = (length: number, value = 1) => new Uint8Array(length).fill(value);

it('answers are kept up to twice the document, the oldest going first', () => {
  const cache = new AnswerCache();
  for (const key of ['a', 'b', 'c']) cache.keep(key, { answer: bytes(90_000), documentBytes });
  expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true]);
  expect(cache.bytes).toBeLessThanOrEqual(2 * documentBytes);
});

it('answers are kept for 32 vectors at most', () => {
  const cache = new AnswerCache();
  for (let key = 0; key < 100; key++) cache.keep(String(key), { answer: bytes(1), documentBytes });
  expect(cache.bytes).toBe(32);
  expect(cache.get('99')).toBeDefined();
});

it('news outdates answers, but not what is known', () => {
  const cache = new AnswerCache();
  cache.keep('a', { answer: bytes(10), documentBytes });
  cache.keepKnown(bytes(1000), documentBytes);
  cache.outdate();
  expect(cache.get('a')).toBeUndefined();
  expect(cache.isKnown(bytes(1000))).toBe(true);
  expect(cache.isKnown(bytes(1000, 2))).toBe(false);
});

it('what is known is remembered only where looking through it takes long, and 16 times at most', () => {
  const cache = new AnswerCache();
  cache.keepKnown(bytes(10), documentBytes);
  cache.keepKnown(bytes(50_000), documentBytes);
  expect(cache.bytes).toBe(0);
  for (let value = 0; value < 100; value++) cache.keepKnown(bytes(1000, value), documentBytes);
  expect(cache.bytes).toBe(16_000);
});

it('nothing is held once it was told to forget', () => {
  const cache = new AnswerCache();
  cache.keep('a', { answer: bytes(10), documentBytes });
  cache.keepKnown(bytes(1000), documentBytes);
  cache.forget();
  expect([cache.bytes, cache.get('a'), cache.isKnown(bytes(1000))]).toEqual([0, undefined, false]);
});
