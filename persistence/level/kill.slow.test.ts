import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { LoggedEntry, UpdateLog } from '../updateLog.ts';
import { withDirectory } from './directory.fixture.ts';
import { openLevelLog } from './levelLog.ts';
import { createRandom } from './random.fixture.ts';

const rounds = 60;
/** A child is killed when this many entries at most were acknowledged; with 0, while it opens the database. */
const acknowledgedMax = 250;
const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 31);
const names = ['one', 'two', 'three', 'four', 'five'];

/** Below this package, from where the program finds the `level` that the package does. */
const programDirectory = fileURLToPath(new URL(`../dist/appender-${process.pid}`, import.meta.url));
const program = join(programDirectory, 'appender.fixture.js');

/** Bundled once, because a start of each child with a compiler would cost more than all it does. */
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('appender.fixture.ts', import.meta.url)),
      outDir: programDirectory,
      rollupOptions: { output: { entryFileNames: 'appender.fixture.js' } },
    },
  });
});
afterAll(() => rm(programDirectory, { recursive: true }));

/** What a run acknowledged: by document, by sequence, the hash of the update. */
type Acknowledged = Map<string, Map<number, string>>;

it(
  `a log whose process is killed ${rounds} times keeps every acknowledged entry whole and in order (KILL_SEED=${seed})`,
  () =>
    withDirectory(async (directory) => {
      const random = createRandom(seed);
      const all: Acknowledged = new Map(names.map((name) => [name, new Map()]));
      const lasts = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        const killAfter = random(5) === 0 ? 0 : random(acknowledgedMax);
        await appendUntilKilled({ directory, seed: random(2 ** 31), killAfter, acknowledged: all });
        const log = await openLevelLog({ directory });
        for (const name of names) await checkRound(log, { name, lasts, acknowledged: all });
        await log.close();
      }
      await checkAll(directory, all);
    }),
  60_000,
);

interface Run {
  readonly directory: string;
  readonly seed: number;
  readonly killAfter: number;
  readonly acknowledged: Acknowledged;
}

async function appendUntilKilled({ directory, seed, killAfter, acknowledged }: Run): Promise<void> {
  const child = spawn(process.execPath, [program, directory, `${seed}`, ...names], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    lines += text.split('\n').length - 1;
    // The first line says that the database is being opened.
    if (lines > killAfter) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => {
    child.on('close', (_, signal) => resolve(signal));
  });
  expect(signal).toBe('SIGKILL');
  // The last line may be torn, and acknowledged nothing then.
  for (const line of output.split('\n').slice(1, -1)) {
    const [name = '', sequence = '', hash = ''] = line.split(' ');
    acknowledged.get(name)?.set(Number(sequence), hash);
  }
}

interface Check {
  readonly name: string;
  readonly lasts: Map<string, number>;
  readonly acknowledged: Acknowledged;
}

/** Checks what the last run left of one document: a log without gaps, of a beginning of what it appended. */
async function checkRound(log: UpdateLog, { name, lasts, acknowledged }: Check): Promise<void> {
  const before = lasts.get(name) ?? 0;
  const stored = await log.read(parseDocumentName(name), { after: parseSequence(before) });
  const entries = stored?.entries ?? [];
  expect(entries.map(({ sequence, timeMs }) => [sequence, timeMs])).toEqual(
    entries.map((_, i) => [before + 1 + i, 1 + i]),
  );
  for (const entry of entries) expect(hashOf(entry)).toBe(entry.author);
  const last = stored?.last ?? 0;
  expect(last).toBe(before + entries.length);
  expect(Math.max(0, ...(acknowledged.get(name)?.keys() ?? []))).toBeLessThanOrEqual(last);
  lasts.set(name, last);
}

/** Checks at the end that no run has changed what an earlier one acknowledged. */
async function checkAll(directory: string, acknowledged: Acknowledged): Promise<void> {
  const log = await openLevelLog({ directory });
  let count = 0;
  for (const [name, hashes] of acknowledged) {
    const stored = await log.read(parseDocumentName(name));
    const found = new Map(stored?.entries.map((entry) => [Number(entry.sequence), hashOf(entry)]));
    for (const [sequence, hash] of hashes)
      expect([name, sequence, found.get(sequence)]).toEqual([name, sequence, hash]);
    count += hashes.size;
  }
  expect((await log.list({ limit: 10 })).map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(count).toBeGreaterThan((rounds * acknowledgedMax) / 10);
  await log.close();
}

function hashOf({ update }: LoggedEntry): string {
  return createHash('sha256').update(update).digest('hex');
}
