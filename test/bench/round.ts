import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Contender, programFile } from './contenders/contender.ts';
import type { LoadOrder, LoadResult } from './load/order.ts';
import type { Scenario } from './scenario.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const warmUpSeconds = 2;
const outputBytesMax = 64 * 1024 * 1024;

/** One server's results, one a round. */
export interface Measured {
  readonly contender: Pick<Contender, 'key' | 'name'>;
  readonly results: readonly LoadResult[];
}

/**
 * Each round measures every server once, every second round in the opposite order.
 * @param onResult called after each measurement
 */
export async function measureRounds(
  scenario: Scenario,
  options: {
    readonly contenders: readonly Contender[];
    readonly paperFolder: string;
    readonly onResult: (round: number, contender: Contender, result: LoadResult) => void;
  },
): Promise<readonly Measured[]> {
  const { contenders, paperFolder, onResult } = options;
  const measured = contenders.map((contender) => ({ contender, results: [] as LoadResult[] }));
  for (let round = 0; round < scenario.rounds; round += 1)
    for (const { contender, results } of round % 2 === 0 ? measured : measured.toReversed()) {
      const result = await measure(scenario, contender, paperFolder);
      results.push(result);
      onResult(round, contender, result);
    }
  return measured;
}

async function measure(scenario: Scenario, contender: Contender, paperFolder: string): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'scriptorium-bench-'));
  const [probeFile, dataDir] = [join(folder, 'probe.json'), join(folder, 'data')];
  await mkdir(dataDir);
  try {
    const server = await contender.start({
      dataDir,
      env: probeEnv(scenario, probeFile),
    });
    try {
      return await generateLoad({
        load: scenario.load,
        dialect: contender.dialect,
        port: server.port,
        serverPid: server.pid,
        isProfiled: false,
        probeFile,
        paperFolder,
        warmUpSeconds,
        seconds: scenario.seconds,
      });
    } catch (error) {
      throw new Error(`${scenario.name} of ${contender.name} failed. It printed:\n${server.output}`, {
        cause: error,
      });
    } finally {
      await server.kill();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function probeEnv({ probe }: Scenario, file: string): Readonly<Record<string, string>> {
  if (probe === undefined) return {};
  const module = pathToFileURL(programFile('probe.mjs')).href;
  return { NODE_OPTIONS: `--import ${module}`, BENCH_PROBE: probe, BENCH_PROBE_FILE: file };
}

async function generateLoad(order: LoadOrder): Promise<LoadResult> {
  const load = fileURLToPath(new URL('load/main.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', load, JSON.stringify(order)], {
    cwd: root,
    maxBuffer: outputBytesMax,
  });
  return JSON.parse(stdout) as LoadResult;
}
