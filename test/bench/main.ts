import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { contenders } from './contenders/contender.ts';
import { installPeers } from './contenders/peers.ts';
import { preparePaper } from './paper.ts';
import { printReport, type Report } from './report/report.ts';
import { measureRounds } from './round.ts';
import { scenarios } from './scenarios.ts';
import { type BenchSettings, parseSettings, usage } from './settings.ts';

/** `npm run bench`: what Scriptorium and its peers need for the same work, in one run on one machine. */

const root = fileURLToPath(new URL('../..', import.meta.url));

async function measureAll({ scenarios }: BenchSettings): Promise<readonly Report[]> {
  const peers = await installPeers(join(root, '.bench'));
  const all = contenders(peers);
  const { stdout: nodeVersion } = await promisify(execFile)(peers.node, ['--version']);
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model}, node ${nodeVersion.trim()}`;
  const paperFolder = await mkdtemp(join(tmpdir(), 'scriptorium-bench-paper-'));
  try {
    await preparePaper(paperFolder);
    const reports: Report[] = [];
    for (const scenario of scenarios) {
      const measured = await measureRounds(scenario, {
        contenders: all.filter(({ key }) => scenario.contenders.includes(key)),
        paperFolder,
        onResult: (round, { name }, { figures }) => {
          const [{ key }] = scenario.columns;
          process.stderr.write(
            `${scenario.name}, round ${round + 1} of ${scenario.rounds}: ${name} ${figures[key]?.toFixed(2)}\n`,
          );
        },
      });
      reports.push({ scenario, machine, measured });
    }
    return reports;
  } finally {
    await rm(paperFolder, { recursive: true, force: true });
  }
}

const settings = parseSettings(process.argv.slice(2), scenarios);
if (settings === undefined) {
  console.error(usage(scenarios));
  process.exitCode = 2;
} else {
  const reports = await measureAll(settings);
  if (settings.json) console.log(JSON.stringify(reports, undefined, 2));
  else for (const report of reports) printReport(report);
  const results = reports.flatMap(({ measured }) => measured.flatMap((each) => each.results));
  process.exitCode = results.every(({ complete }) => complete) ? 0 : 1;
}
