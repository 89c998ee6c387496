import { expect, it } from 'vitest';
import { bytesOf, checkpointOf, collect } from '../contract/bench.ts';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { UpdateLog } from '../updateLog.ts';
import type { Pair } from './database.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { HeldClock } from './heldClock.fixture.ts';
import { expiredKeys } from './history.ts';
import { openLevelInspection } from './inspection.ts';
import { documentKey, sequenceOf } from './key.ts';
import { openLevelLog } from './levelLog.ts';
import { documentPauseMs, firstPauseMs, roundPauseMs } from './retention.ts';
import { encodeRuns } from './run.ts';

const dayMs = 24 * 60 * 60 * 1000;
const nowMs = 100 * dayMs;
const names = ['a', 'a\0', 'b', 'ü'].map(parseDocumentName);

/** Entries that are 9, 8, … 0 days old, appended one by one, with a checkpoint at the eighth. */
async function fill(log: UpdateLog, name: DocumentName): Promise<void> {
  for (let days = 9; days >= 0; days -= 1)
    await log.append(name, [{ timeMs: nowMs - days * dayMs, author: '', update: bytesOf(`${days}`) }]);
  await log.checkpoint(name, checkpointOf(8));
}

interface Place {
  readonly log: UpdateLog;
  readonly clock: HeldClock;
  readonly faults: Faults;
  readonly failures: unknown[];
  readonly directory: string;
}

/** Runs a test with four documents and a retention of five days that has not begun. */
async function withRetention(test: (place: Place) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const filled = await openLevelLog({ directory, gatherMs: 0 });
    await Promise.all(names.map((name) => fill(filled, name)));
    await filled.close();
    const clock = new HeldClock(nowMs);
    const failures: unknown[] = [];
    const faults = new Faults();
    const log = await openLevelLog({
      directory,
      clock,
      openDatabase: faults.open,
      gatherMs: 0,
      retention: { historyDays: 5, onFailure: (error) => failures.push(error) },
    });
    await test({ log, clock, faults, failures, directory });
    await log.close();
  });
}

/** Lets one round pass. */
async function goRound(clock: HeldClock, pauseMs: number): Promise<void> {
  await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
  clock.advance(pauseMs);
  for (const _ of names) {
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    clock.advance(documentPauseMs);
  }
  await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
}

async function historyOf(log: UpdateLog, name: DocumentName): Promise<readonly string[]> {
  return (await collect(log.readHistory(name))).flat().map(({ update }) => Buffer.from(update).toString());
}

it('retention removes what is older than its days from each document, and nothing else', () =>
  withRetention(async ({ log, clock, directory }) => {
    const before = await Promise.all(names.map((name) => log.read(name)));
    await goRound(clock, firstPauseMs);
    for (const name of names) expect(await historyOf(log, name)).toEqual(['4', '3', '2', '1', '0']);
    expect(await Promise.all(names.map((name) => log.read(name)))).toEqual(before);
    await log.close();
    const inspection = await openLevelInspection({ directory });
    const findings = await collect(inspection.inspect());
    expect(findings.filter(({ kind }) => kind === 'problem')).toEqual([]);
    await inspection.close();
  }));

it('retention goes round again, and leaves what the checkpoint does not stand for, however old', () =>
  withRetention(async ({ log, clock }) => {
    await goRound(clock, firstPauseMs);
    clock.advance(300 * dayMs);
    await goRound(clock, roundPauseMs);
    for (const name of names) expect(await historyOf(log, name)).toEqual(['2', '1', '0']);
  }));

it('retention begins some time after opening, and does one document at a time', () =>
  withRetention(async ({ clock, faults }) => {
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    expect(faults.batches).toEqual([]);
    clock.advance(firstPauseMs);
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    expect(faults.batches.length).toBe(1);
  }));

it('retention that fails says so, and tries again in the next round', () =>
  withRetention(async ({ log, clock, faults, failures }) => {
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    faults.writes = ['lost'];
    clock.advance(firstPauseMs);
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    expect(failures).toEqual([new Error('input/output error')]);
    await goRound(clock, roundPauseMs);
    for (const name of names) expect(await historyOf(log, name)).toHaveLength(5);
  }));

it('retention does not keep closing waiting', () =>
  withRetention(async ({ log, clock }) => {
    await expect.poll(() => clock.waiting, { interval: 2 }).toBe(1);
    await log.close();
    expect(clock.waiting).toBe(0);
  }));

it('removing a long history takes batches of bounded size', () =>
  withDirectory(async (directory) => {
    const name = parseDocumentName('long');
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open, gatherMs: 0 });
    // One update in each run, since it is as large as a run may be.
    const update = new Uint8Array(64 * 1024);
    await log.append(name, Array(100).fill({ timeMs: 1, author: '', update }));
    await log.checkpoint(name, checkpointOf(99));
    faults.batches.length = 0;
    await log.removeHistory(name, { beforeMs: 2 });
    expect(faults.batches.length).toBeGreaterThan(10);
    expect(faults.batches.flat()).toHaveLength(98);
    expect(await collect(log.readHistory(name))).toHaveLength(1);
    await log.close();
  }));

it('history that is torn is removed like the rest', () =>
  withDirectory(async (directory) => {
    const name = parseDocumentName('torn');
    const log = await openLevelLog({ directory, gatherMs: 0 });
    await fill(log, name);
    await log.close();
    const key = documentKey(name, 'entry', 1);
    await tamper(directory, (database) => database.write([{ type: 'put', key, value: bytesOf('torn') }]));
    const reopened = await openLevelLog({ directory });
    await expect(historyOf(reopened, name)).rejects.toMatchObject({ code: 'ENTRY_CORRUPT', sequence: 1 });
    await reopened.removeHistory(name, { beforeMs: nowMs - 5 * dayMs });
    expect(await historyOf(reopened, name)).toHaveLength(6);
    await reopened.close();
  }));

/** Runs of these times, each of as many entries as it has times, as they are stored. */
function runsOf(...times: readonly (readonly number[])[]): readonly Pair[] {
  let last = 0;
  return times.map((ms) => {
    const entries = ms.map((timeMs) => ({ timeMs, author: '', update: bytesOf('x') }));
    const [run] = encodeRuns({ name: parseDocumentName('x'), after: parseSequence(last) }, entries);
    last += ms.length;
    if (run?.type !== 'put') throw new Error('Nothing was encoded.');
    return [run.key, run.value];
  });
}

it.each([
  {
    what: 'all older, but the run with the last of the checkpoint',
    times: [[1], [2], [3]],
    upTo: 3,
    expired: [1, 2],
  },
  { what: 'a run with one that is younger', times: [[1, 2], [3, 9], [4]], upTo: 5, expired: [2] },
  { what: 'older ones behind one that is younger', times: [[9], [1], [1]], upTo: 3, expired: [] },
  {
    what: 'a run in which the checkpoint ends',
    times: [
      [1, 1],
      [1, 1, 1],
    ],
    upTo: 4,
    expired: [2],
  },
  { what: 'none at all', times: [], upTo: 0, expired: [] },
])('of $what, those expire that may', ({ times, upTo, expired }) => {
  const keys = expiredKeys(runsOf(...times), { beforeMs: 9, checkpointUpTo: parseSequence(upTo) });
  expect(keys.map(sequenceOf)).toEqual(expired);
});
