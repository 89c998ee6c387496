import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import { openLevelDatabase } from './database.ts';
import { withDirectory } from './directory.fixture.ts';
import { checkFormat } from './format.ts';
import { openLevelLog } from './levelLog.ts';
import { encodeRuns } from './run.ts';

/**
 * Measures what it costs to read a recorded document of 260,000 keystrokes without a checkpoint, cold, in a process of its own each
 * time, beside y-leveldb's `getYDoc`, and prints the table of FIGURES.md. CPU is of all threads.
 *
 *     npx tsx --conditions source persistence/level/coldReading.fixture.ts
 */
const name = parseDocumentName('paper');
const rounds = 3;

interface Way {
  readonly title: string;
  /** Stores the keystrokes in a directory. */
  fill(directory: string, updates: readonly Uint8Array[]): Promise<void>;
  /** @returns how many keystrokes, or what they come to, were read */
  read(directory: string): Promise<unknown>;
}

const ways: readonly Way[] = [
  {
    title: 'y-leveldb 0.1.2, `getYDoc`',
    fill: (directory, updates) =>
      withLevelDb(directory, (db) =>
        db.batch(updates.map((value, i) => ({ type: 'put', key: ['v1', name, 'update', i], value }))),
      ),
    read: async (directory) => openLevelDb(directory).getYDoc(name),
  },
  {
    title: '`stream`, stored one by one',
    fill: (directory, updates) => fillLog(directory, { updates, runLength: 1 }),
    read: countStreamed,
  },
  {
    title: '`stream`, stored one by one and joined by 256',
    fill: (directory, updates) => fillLog(directory, { updates, runLength: 256 }),
    read: countStreamed,
  },
];

interface Trace {
  readonly txns: readonly {
    readonly patches: readonly (readonly [position: number, deleted: number, inserted: string])[];
  }[];
}

/** @returns each keystroke as an update */
async function typePaper(): Promise<readonly Uint8Array[]> {
  const file = new URL('../../test/fixtures/automerge-paper.json.gz', import.meta.url);
  const { txns }: Trace = JSON.parse(gunzipSync(await readFile(file)).toString());
  const { Doc } = createRequire(import.meta.url)('yjs');
  const doc = new Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('text');
  for (const { patches } of txns)
    doc.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted !== '') text.insert(position, inserted);
      }
    });
  return updates;
}

interface LevelDbPersistence {
  getYDoc(name: string): Promise<unknown>;
  _transact(task: (db: BatchTarget) => Promise<unknown>): Promise<unknown>;
  destroy(): Promise<void>;
}
interface BatchTarget {
  batch(operations: readonly { type: 'put'; key: readonly unknown[]; value: Uint8Array }[]): Promise<void>;
}

/** It comes with y-websocket 2, which the tests have as a client. */
function openLevelDb(directory: string): LevelDbPersistence {
  const { LeveldbPersistence } = createRequire(import.meta.url)('y-leveldb');
  return new LeveldbPersistence(directory);
}

async function withLevelDb(directory: string, task: (db: BatchTarget) => Promise<unknown>): Promise<void> {
  const persistence = openLevelDb(directory);
  await persistence._transact(task);
  await persistence.destroy();
}

/** Past the log, which would wait for the disk after each keystroke. */
async function fillLog(
  directory: string,
  { updates, runLength }: { readonly updates: readonly Uint8Array[]; readonly runLength: number },
): Promise<void> {
  const database = await openLevelDatabase(directory);
  await checkFormat(database, directory);
  const entries = updates.map((update, i) => ({ timeMs: 1_700_000_000_000 + i, author: '', update }));
  const runs = Array.from({ length: Math.ceil(entries.length / runLength) }, (_, i) => {
    const from = i * runLength;
    return encodeRuns({ name, after: parseSequence(from) }, entries.slice(from, from + runLength));
  });
  for (let at = 0; at < runs.length; at += 10_000) await database.write(runs.slice(at, at + 10_000).flat());
  await database.close();
}

async function countStreamed(directory: string): Promise<number> {
  const log = await openLevelLog({ directory });
  let count = 0;
  for await (const { entries } of log.stream(name)) count += entries.length;
  await log.close();
  return count;
}

interface Cost {
  readonly cpuMs: number;
  readonly growthMiB: number;
}

async function main(): Promise<void> {
  await withDirectory(async (directory) => {
    const updates = await typePaper();
    console.log(
      `| ${updates.length} keystrokes | CPU ms | share | memory, at most, MiB |\n| --- | --- | --- | --- |`,
    );
    const costs: Cost[] = [];
    for (const [i, way] of ways.entries()) {
      costs.push(await measure(way, { index: i, directory, updates }));
      const { cpuMs, growthMiB } = costs[i] ?? { cpuMs: 0, growthMiB: 0 };
      const share = cpuMs / (costs[0]?.cpuMs ?? 1);
      console.log(`| ${way.title} | ${Math.round(cpuMs)} | ${share.toFixed(2)} | ${Math.round(growthMiB)} |`);
    }
  });
}

/** The median of some rounds, each in a process and a directory of its own. */
async function measure(
  way: Way,
  {
    index,
    directory,
    updates,
  }: { readonly index: number; readonly directory: string; readonly updates: readonly Uint8Array[] },
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const place = join(directory, `${index} ${round}`);
    await mkdir(place);
    await way.fill(place, updates);
    const args = [
      '--conditions=source',
      '--import',
      'tsx',
      fileURLToPath(import.meta.url),
      `${index}`,
      place,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    costs.push(JSON.parse(stdout));
  }
  const median = costs.toSorted((a, b) => a.cpuMs - b.cpuMs)[Math.floor(rounds / 2)];
  if (median === undefined) throw new Error('Nothing was measured.');
  return median;
}

async function readOnce(way: Way | undefined, directory: string): Promise<void> {
  const before = process.memoryUsage().rss;
  const cpu = process.cpuUsage();
  await way?.read(directory);
  const { user, system } = process.cpuUsage(cpu);
  const growthMiB = process.resourceUsage().maxRSS / 1024 - before / 2 ** 20;
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, growthMiB } satisfies Cost));
  process.exit();
}

const [index, directory] = process.argv.slice(2);
if (directory === undefined) await main();
else await readOnce(ways[Number(index)], directory);
