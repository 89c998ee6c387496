import { setTimeout } from 'node:timers/promises';
import { parseDocumentName } from '../documentName.ts';
import type { UpdateLog } from '../updateLog.ts';
import { type Database, openLevelDatabase } from './database.ts';
import { withDirectory } from './directory.fixture.ts';
import { openLevelLog } from './levelLog.ts';

/**
 * Measures what it costs a log in the directory for temporary files to take entries of 30 bytes, and prints the tables of FIGURES.md:
 * `npx tsx --conditions source persistence/level/speed.fixture.ts`. CPU is of all threads, from the operating system.
 */
const durationMs = 3000;
const entriesPerMs = 4;
const entry = { timeMs: Date.now(), author: 'author', update: new Uint8Array(30).map((_, i) => i) };

console.log('| authors, one document each, one append at a time each | entries/s | CPU µs per entry |');
console.log('| --- | --- | --- |');
for (const authors of [1, 10, 100, 1000]) console.log(await measureAuthors(authors));
console.log('\n| gathered for at most | batches/s | CPU µs per entry | acknowledged after, p50 | p99 |');
console.log('| --- | --- | --- | --- | --- |');
for (const gatherMs of [0, 1, 2, 4, 8]) console.log(await measureRate(gatherMs));

interface Cost {
  readonly seconds: number;
  readonly cpuUs: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpuUs: user + system };
}

/** As fast as it goes. */
async function measureAuthors(authors: number): Promise<string> {
  let row = '';
  await withDirectory(async (directory) => {
    const log = await openLevelLog({ directory, gatherMs: 0 });
    await appendFor(log, { authors, durationMs: durationMs / 10 });
    let entries = 0;
    const { seconds, cpuUs } = await costOf(async () => {
      entries = await appendFor(log, { authors, durationMs });
    });
    row = `| ${authors} | ${Math.round(entries / seconds)} | ${(cpuUs / entries).toFixed(1)} |`;
    await log.close();
  });
  return row;
}

async function appendFor(
  log: UpdateLog,
  { authors, durationMs }: { readonly authors: number; readonly durationMs: number },
): Promise<number> {
  const end = performance.now() + durationMs;
  const counts = await Promise.all(
    Array.from({ length: authors }, async (_, i) => {
      const name = parseDocumentName(`document ${i}`);
      let count = 0;
      for (; performance.now() < end; count += 1) await log.append(name, [entry]);
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** 200 documents with 20 entries a second each, whenever they come. */
async function measureRate(gatherMs: number): Promise<string> {
  let row = '';
  await withDirectory(async (directory) => {
    let batches = 0;
    const log = await openLevelLog({
      directory,
      gatherMs,
      openDatabase: async (place) => {
        const database = await openLevelDatabase(place);
        const write: Database['write'] = (operations) => {
          batches += 1;
          return database.write(operations);
        };
        return { ...database, write };
      },
    });
    await appendAtRate(log, durationMs / 10);
    batches = 0;
    let latenciesMs: readonly number[] = [];
    const { seconds, cpuUs } = await costOf(async () => {
      latenciesMs = await appendAtRate(log, durationMs);
    });
    const sorted = latenciesMs.toSorted((a, b) => a - b);
    const quantile = (share: number) => `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)} ms`;
    row = `| ${gatherMs} ms | ${Math.round(batches / seconds)} | ${(cpuUs / sorted.length).toFixed(1)} | ${quantile(0.5)} | ${quantile(0.99)} |`;
    await log.close();
  });
  return row;
}

/** @returns how long each append took, in milliseconds. The program's own timer, which fires every millisecond, is included. */
async function appendAtRate(log: UpdateLog, durationMs: number): Promise<readonly number[]> {
  const started = performance.now();
  const appends: Promise<number>[] = [];
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - started) {
    for (; appends.length < elapsedMs * entriesPerMs; )
      appends.push(timeAppend(log, `document ${appends.length % 200}`));
    await setTimeout(1);
  }
  return Promise.all(appends);
}

async function timeAppend(log: UpdateLog, name: string): Promise<number> {
  const started = performance.now();
  await log.append(parseDocumentName(name), [entry]);
  return performance.now() - started;
}
