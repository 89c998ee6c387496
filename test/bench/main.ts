import { execFile } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contenders, isPeer } from './contenders/contender.ts';
import { installPeers, type Peers, withoutPeers } from './contenders/peers.ts';
import { textOf } from './report/plainText.ts';
import type { Report } from './report/report.ts';
import { writeResults } from './report/results.ts';
import { measureRounds, measureShares, type OnResult } from './round.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { type BenchSettings, parseSettings, usage } from './settings.ts';
import { Workshop } from './workshop.ts';

/** `npm run bench`: what Scriptorium and its peers need for the same work, in one run on one machine. */

const root = fileURLToPath(new URL('../..', import.meta.url));

async function measureAll({ scenarios }: BenchSettings): Promise<readonly Report[]> {
  const folder = join(root, '.bench');
  const needsPeers = scenarios.some(({ contenders }) => contenders.some(isPeer));
  const peers = needsPeers ? await installPeers(folder) : withoutPeers(folder);
  const machine = await machineOf(peers);
  const workshop = await Workshop.open(peers);
  try {
    const reports: Report[] = [];
    for (const scenario of scenarios)
      reports.push({ machine, ...(await measureScenario(scenario, peers, workshop)) });
    return reports;
  } finally {
    await workshop.close();
  }
}

async function measureScenario(
  scenario: Scenario,
  peers: Peers,
  workshop: Workshop,
): Promise<Omit<Report, 'machine'>> {
  const chosen = scenario.contenders.map((key) => contenders(peers)[key]());
  const onResult = tellProgress(scenario);
  const measured = await measureRounds(scenario, { contenders: chosen, workshop, onResult });
  const [contender] = chosen;
  const shares = contender === undefined ? [] : await measureShares(scenario, { contender, workshop });
  return { scenario, measured, shares };
}

function tellProgress({ name, rounds, columns: [{ key }] }: Scenario): OnResult {
  return (round, contender, { figures }) => {
    const figure = figures[key]?.toFixed(2);
    process.stderr.write(`${name}, round ${round + 1} of ${rounds}: ${contender.name} ${figure}\n`);
  };
}

async function machineOf({ node }: Peers): Promise<string> {
  const { stdout: version } = await promisify(execFile)(node, ['--version']);
  const kernel = `${type()} ${release().split('.').slice(0, 2).join('.')}`;
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores of ${cpus()[0]?.model}, ${memoryGiB} GiB, ${kernel}, node ${version.trim()}`;
}

const settings = parseSettings(process.argv.slice(2), scenarios);
if (settings === undefined) {
  console.error(usage(scenarios));
  process.exitCode = 2;
} else {
  const reports = await measureAll(settings);
  if (settings.json) console.log(JSON.stringify(reports, undefined, 2));
  else for (const report of reports) console.log(textOf(report));
  if (settings.write)
    await writeResults(
      reports,
      scenarios.map(({ name }) => name),
    );
  const results = reports.flatMap(({ measured }) => measured.flatMap((each) => each.results));
  process.exitCode = results.every(({ complete }) => complete) ? 0 : 1;
}
