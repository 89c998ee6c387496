import { expect, test } from 'vitest';
import { StructLog } from './structLog.ts';
import type { Structs } from './structs.ts';

/** Structs of one character each, as Yjs encodes them behind the first. */
function letters(text: string, { from, gap = 0 }: { from: number; gap?: number }): readonly Structs[] {
  const memory = new Uint8Array(7 * text.length + gap);
  return [...text].map((letter, index) => {
    const bytes = memory.subarray(7 * index, 7 * index + 7);
    bytes.set([0x84, 1, from + index, 1, letter.charCodeAt(0), 0, 0].slice(0, 7));
    return { client: 1, from: from + index, to: from + index + 1, count: 1, bytes };
  });
}

function memoryOf(structs: readonly Structs[]): ArrayBufferLike | undefined {
  return structs[0]?.bytes.buffer;
}

test('the first structs stay where they are when they fill their memory, and are never written behind', () => {
  const log = new StructLog(1);
  const first = letters('hello', { from: 0, gap: 5 });
  const memory = new Uint8Array(memoryOf(first) ?? new ArrayBuffer(0));
  const before = memory.slice();
  log.append(first);
  expect(log.since(0).bytes.buffer).toBe(memory.buffer);
  expect(log.bytes).toBe(memory.length);
  const all = log.since(0).bytes.slice();
  log.append(letters('!', { from: 5 }));
  expect(log.since(0).bytes.buffer).not.toBe(memory.buffer);
  expect(log.since(0).bytes.subarray(0, all.length)).toEqual(all);
  expect(memory).toEqual(before);
});

test('structs are copied when they would hold on to more than a little of something else', () => {
  const log = new StructLog(1);
  const first = letters('hello', { from: 0, gap: 6 });
  log.append(first);
  expect(log.since(0).bytes.buffer).not.toBe(memoryOf(first));
  expect(log.bytes).toBe(35);
});

test('structs that do not stand one behind the other are copied', () => {
  const log = new StructLog(1);
  const [h, , l] = letters('hel', { from: 0 });
  if (h === undefined || l === undefined) throw new Error('there are three');
  log.append([h, { ...l, from: 1, to: 2 }]);
  expect(log.since(0)).toMatchObject({ from: 0, to: 2, count: 2 });
  expect(log.since(0).bytes).toEqual(Uint8Array.of(...h.bytes, ...l.bytes));
});
