import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { type Contender, contenders } from './contender.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { installPeers, type Peers } from './peers.ts';
import { type Measured, printReport } from './report.ts';
import { type Scenario, scenarios } from './scenario.ts';

/**
 * `npm run bench`: what a delivered update costs the server, for Scriptorium and its peers in one run on one machine.
 * Each round measures every server once, every second round in the opposite order; ratios are taken within a round.
 */

const usage = `npm run bench -- [--scenario NAME] [--rounds N] [--seconds N] [--quick] [--json]
  --scenario  ${scenarios.map(({ name, title }) => `${name}: ${title}`).join('\n              ')}
  --quick     one short round, to see that it works
  --json      print every measurement as JSON instead of a table`;

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const warmUpSeconds = 2;

interface Settings {
  readonly scenario: Scenario;
  readonly rounds: number;
  readonly seconds: number;
  readonly json: boolean;
}

function readSettings(): Settings | undefined {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: scenarios[0].name },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const scenario = scenarios.find(({ name }) => name === values.scenario);
  if (scenario === undefined) return undefined;
  return {
    scenario,
    rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
    seconds: Number(values.seconds ?? (values.quick ? 2 : 8)),
    json: values.json,
  };
}

async function measureAll(settings: Settings, peers: Peers): Promise<readonly Measured[]> {
  const all = contenders(peers);
  const measured = all.map(({ name }) => ({ name, results: [] as LoadResult[] }));
  for (let round = 0; round < settings.rounds; round += 1) {
    const order = round % 2 === 0 ? [...all.keys()] : [...all.keys()].reverse();
    for (const index of order) {
      const contender = all[index];
      if (contender === undefined) continue;
      const result = await measure(contender, settings);
      measured[index]?.results.push(result);
      process.stderr.write(
        `round ${round + 1} of ${settings.rounds}: ${contender.name} ${result.cpuMicroseconds.toFixed(2)} µs\n`,
      );
    }
  }
  return measured;
}

async function measure(contender: Contender, { scenario, seconds }: Settings): Promise<LoadResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-bench-'));
  try {
    const server = await contender.start(dataDir);
    try {
      const { dialect } = contender;
      return await generateLoad({
        scenario,
        seconds,
        warmUpSeconds,
        dialect,
        port: server.port,
        serverPid: server.pid,
      });
    } finally {
      await server.kill();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function generateLoad(order: LoadOrder): Promise<LoadResult> {
  const load = fileURLToPath(new URL('load.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', load, JSON.stringify(order)], {
    cwd: root,
  });
  return JSON.parse(stdout) as LoadResult;
}

const settings = readSettings();
if (settings === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const peers = await installPeers(join(root, '.bench'));
  const measured = await measureAll(settings, peers);
  const { stdout: nodeVersion } = await run(peers.node, ['--version']);
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model}, node ${nodeVersion.trim()}`;
  if (settings.json) console.log(JSON.stringify({ ...settings, machine, measured }, undefined, 2));
  else printReport({ ...settings, machine, measured });
  process.exitCode = measured.every(({ results }) => results.every(({ complete }) => complete)) ? 0 : 1;
}
