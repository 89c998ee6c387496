import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startScriptorium } from '../serverProcess.ts';
import { replay } from './replay.ts';
import { readTrace } from './trace.ts';

const limitMs = 120_000;

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-replay-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it(
  'a recorded session of two writers ends as recorded and nothing acknowledged is missing when the server is killed three times',
  async () => {
    const trace = await readTrace(new URL('../fixtures/friendsforever.json.gz', import.meta.url));
    const report = await replay({
      trace,
      startServer: (port) => startScriptorium({ dataDir, port }),
      killCount: 3,
      limitMs,
    });
    expect(report).toMatchObject({ edits: 26_078, killCount: 3, acknowledgedLost: 0 });
    expect(report.acknowledged).toBeGreaterThan(1_000);
    expect(report.content).toBe(trace.endContent);
  },
  limitMs + 30_000,
);
