import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type Outcome, runCommand, type Step } from './step.ts';
import { judgeReport, type VitestReport } from './vitestReport.ts';

export interface VitestStepOptions {
  readonly title: string;
  readonly root: string;
  /** What to run, in vitest's own words: parts of paths, and flags. */
  readonly select: readonly string[];
  readonly limitMs: number;
}

/** A step whose counts are vitest's, taken from its JSON report. */
export function vitestStep({ title, root, select, limitMs }: VitestStepOptions): Step {
  return {
    title,
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'scriptorium-vitest-'));
      try {
        return await runVitest(join(folder, 'report.json'), { root, select, limitMs });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function runVitest(reportFile: string, options: Omit<VitestStepOptions, 'title'>): Promise<Outcome> {
  const command: Command = {
    file: join(options.root, 'node_modules/.bin/vitest'),
    args: [
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...options.select,
    ],
    cwd: options.root,
    limitMs: options.limitMs,
  };
  const result = await runCommand(command);
  return judgeReport(await readReport(reportFile), result, options.root);
}

async function readReport(file: string): Promise<VitestReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  } catch {
    return undefined; // judged as a failure: a run that was killed or crashed writes none
  }
}
