import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Report } from './report/report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Without the servers of others, which would have to be fetched first. */
async function runBench(...scenarios: readonly string[]): Promise<readonly Report[]> {
  const chosen = scenarios.flatMap((name) => ['--scenario', name]);
  const args = ['test/bench/main.ts', '--quick', '--json', '--server', 'scriptorium', '--server', 'relay'];
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', ...args, ...chosen], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as readonly Report[];
}

it('the benchmark measures typing and joining from end to end, and all that was sent arrives', {
  timeout: 120_000,
}, async () => {
  const reports = await runBench('audience', 'join');
  const servers = ['scriptorium', 'relay'];
  expect(
    reports.map(({ scenario, measured }) => [scenario.name, measured.map(({ contender }) => contender.key)]),
  ).toEqual([
    ['audience', servers],
    ['join', servers],
  ]);
  for (const { scenario, measured } of reports)
    for (const { figures, complete } of measured.flatMap(({ results }) => results)) {
      expect(complete).toBe(true);
      expect(figures[scenario.columns[0].key]).toBeGreaterThan(0);
    }
  const [audience] = reports;
  // 20 people type 5/s for 2 s, and each edit reaches 299 others.
  for (const { results } of audience?.measured ?? [])
    expect(results[0]?.figures.delivered).toBeGreaterThanOrEqual(20 * 5 * 2 * 299);
});
