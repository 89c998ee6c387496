import assert from 'node:assert/strict';
import { LogError } from '../logError.ts';
import type { UpdateLog } from '../updateLog.ts';
import { type Cases, checkpointOf, collect, entryOf, name, summaryOf } from './bench.ts';

const operations: Readonly<Record<string, (log: UpdateLog) => Promise<unknown>>> = {
  append: (log) => log.append(name, [entryOf('late')]),
  read: (log) => log.read(name),
  stream: (log) => collect(log.stream(name)),
  readHistory: (log) => collect(log.readHistory(name)),
  removeHistory: (log) => log.removeHistory(name, { beforeMs: 9 }),
  checkpoint: (log) => log.checkpoint(name, checkpointOf(1)),
  describe: (log) => log.describe(name, { editedMs: 9, summary: summaryOf('late') }),
  find: (log) => log.find(name),
  list: (log) => log.list({ limit: 1 }),
  isDeleted: (log) => log.isDeleted(name),
  delete: (log) => log.delete(name),
};

const refusals: Cases = Object.fromEntries(
  Object.entries(operations).flatMap(([title, operate]) => [
    [
      `${title} is refused when the log is closing`,
      async (bench) => {
        await bench.append(name, 'a');
        const closing = bench.log.close();
        await rejectsAsClosed(operate(bench.log));
        await closing;
        await bench.restart();
      },
    ],
    [
      `${title} is refused when the log is closed`,
      async (bench) => {
        await bench.append(name, 'a');
        await bench.log.close();
        await rejectsAsClosed(operate(bench.log));
        await bench.restart();
      },
    ],
  ]) satisfies [string, Cases[string]][],
);

export const closingCases: Cases = {
  ...refusals,

  'close may be repeated, at the same time and later': async (bench) => {
    await Promise.all([bench.log.close(), bench.log.close()]);
    await bench.log.close();
  },

  'close waits for what is under way': async (bench) => {
    await bench.append(name, 'a');
    let settled = 0;
    const work = [
      bench.append(name, 'b'),
      bench.log.checkpoint(name, checkpointOf(1)),
      bench.log.describe(name, { editedMs: 9, summary: summaryOf('n') }),
      bench.log.read(name),
      bench.log.list({ limit: 1 }),
      bench.append(name, 'c'),
    ].map(async (each: Promise<unknown>) => {
      await each;
      settled += 1;
    });
    await bench.log.close();
    assert.equal(settled, work.length);
    await Promise.all(work);
  },
};

/** Only where the store outlives its process. */
export const reopeningCases: Cases = {
  'close leaves everything that was acknowledged to the next opening': async (bench) => {
    const work = [bench.append(name, 'a'), bench.append(name, 'b')];
    await bench.log.close();
    await Promise.all(work);
    await bench.restart();
    assert.deepEqual(await bench.texts(name), ['a', 'b']);
    assert.equal(await bench.append(name, 'c'), 3);
  },
};

async function rejectsAsClosed(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof LogError && error.code === 'LOG_CLOSED');
}
