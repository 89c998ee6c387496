import { appendingCases } from './contract/appending.ts';
import { Bench, type Cases, type Subject } from './contract/bench.ts';
import { closingCases, reopeningCases } from './contract/closing.ts';
import { deletingCases } from './contract/deleting.ts';
import { historyCases } from './contract/history.ts';
import { listingCases } from './contract/listing.ts';
import { namingCases } from './contract/naming.ts';
import { readingCases } from './contract/reading.ts';
import { streamingCases } from './contract/streaming.ts';
import type { UpdateLog } from './updateLog.ts';

/** The two functions that vitest, node:test and others have in common. */
export interface TestFunctions {
  describe(title: string, body: () => void): unknown;
  it(title: string, body: () => Promise<void>): unknown;
}

export type { Subject } from './contract/bench.ts';

/**
 * The promises of `UpdateLog` as tests, for any store. Each case gets a log of its own. A store that outlives its
 * process passes every case twice: in one run, and with a restart between what a case does and what it expects.
 */
export function testUpdateLog(subject: Subject, test: TestFunctions): void {
  const cases = {
    ...streamingCases,
    ...historyCases,
    ...appendingCases,
    ...readingCases,
    ...listingCases,
    ...namingCases,
    ...deletingCases,
    ...closingCases,
  };
  const { name, reopen } = subject;
  test.describe(name, () => {
    defineCases(subject, { test, cases, restart: async (log) => log });
  });
  if (reopen === undefined) return;
  const restart = async (log: UpdateLog) => {
    await log.close();
    return reopen(log);
  };
  test.describe(`${name}, restarted in between`, () => {
    defineCases(subject, { test, cases: { ...cases, ...reopeningCases }, restart });
  });
}

interface Suite {
  readonly test: TestFunctions;
  readonly cases: Cases;
  readonly restart: (log: UpdateLog) => Promise<UpdateLog>;
}

function defineCases(subject: Subject, { test, cases, restart }: Suite): void {
  for (const [title, run] of Object.entries(cases))
    test.it(title, async () => {
      const bench = new Bench(await subject.open(), restart);
      try {
        await run(bench);
      } finally {
        await bench.log.close();
        await subject.remove?.(bench.log);
      }
    });
}
