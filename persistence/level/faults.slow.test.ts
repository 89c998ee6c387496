import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { expect, it } from 'vitest';
import { entryOf } from '../contract/bench.ts';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import type { UpdateLog } from '../updateLog.ts';
import { withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { openLevelLog } from './levelLog.ts';

const names = ['a', 'a\0', 'b'].map(parseDocumentName);

/** An author who appends in bursts without waiting, and tries again, in order, whatever was rejected. */
class Author {
  readonly #log: UpdateLog;
  readonly #name: DocumentName;
  readonly written: string[] = [];

  constructor(log: UpdateLog, name: DocumentName) {
    this.#log = log;
    this.#name = name;
  }

  async burst(sizes: readonly number[]): Promise<void> {
    let pending = sizes.map((size, i) => Array.from({ length: size }, () => `${this.written.length} ${i}`));
    while (pending.length > 0) {
      const burst = pending;
      const results = await Promise.allSettled(burst.map((texts) => this.#append(texts)));
      pending = burst.filter((_, i) => results[i]?.status === 'rejected');
      // Nothing may be stored behind something that was rejected.
      const firstRejected = results.findIndex(({ status }) => status === 'rejected');
      if (firstRejected >= 0) expect(pending).toEqual(burst.slice(firstRejected));
      this.written.push(...burst.slice(0, burst.length - pending.length).flat());
      const read = await this.#log.read(this.#name).catch(() => undefined);
      if (read !== undefined) expect(read.last).toBe(this.written.length);
    }
  }

  async check(log: UpdateLog): Promise<void> {
    const stored = await log.read(this.#name);
    const texts = (stored?.entries ?? []).map(({ update }) => Buffer.from(update).toString());
    expect(texts).toEqual(this.written);
  }

  #append(texts: readonly string[]): Promise<number> {
    return this.#log.append(this.#name, texts.map(entryOf));
  }
}

const bursts = array(
  record({
    author: integer({ min: 0, max: 2 }),
    sizes: array(integer({ min: 1, max: 3 }), { maxLength: 4 }),
  }),
  { maxLength: 8 },
);
const writes = array(constantFrom('written' as const, 'lost' as const, 'landed' as const), { maxLength: 12 });

it(
  'S17: appends that are tried again until they succeed are stored once, in order, whichever writes fail',
  () =>
    assert(
      asyncProperty(bursts, writes, integer({ min: 0, max: 3 }), (bursts, writes, failingOpens) =>
        withDirectory(async (directory) => {
          const faults = new Faults();
          const log = await openLevelLog({
            directory,
            openDatabase: faults.open,
            headsMax: 2,
            looseRunsMax: 2,
            batchBytesMax: 600,
          });
          const authors = names.map((name) => new Author(log, name));
          faults.writes = [...writes];
          faults.failingOpens = failingOpens;
          await Promise.all(
            authors.map(async (author, i) => {
              for (const { sizes } of bursts.filter((burst) => burst.author === i)) await author.burst(sizes);
            }),
          );
          for (const author of authors) await author.check(log);
          await log.close();
          const reopened = await openLevelLog({ directory });
          for (const author of authors) await author.check(reopened);
          expect(await reopened.list({ limit: 9 })).toHaveLength(
            authors.filter((a) => a.written.length > 0).length,
          );
          await reopened.close();
        }),
      ),
      { numRuns: 100 },
    ),
  60_000,
);
