import { spawn } from 'node:child_process';

/** What a step of the gate found. A step without tests of its own counts as one. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** One line for each failed test: its file, its full name, and the first line of what it said. */
  readonly failedTests?: readonly string[];
  /** One line for each thing that went wrong without being a failed test. */
  readonly complaints: readonly string[];
}

/** An outcome with the step whose it is. */
export interface StepOutcome {
  readonly title: string;
  readonly outcome: Outcome;
}

export interface Step {
  readonly title: string;
  readonly run: () => Promise<Outcome>;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** A command that runs longer is killed together with what it started. */
  readonly limitMs: number;
}

/** `'timeout'` when the command was killed at its limit; otherwise its exit code (128 when a signal ended it). */
export type CommandResult = number | 'timeout';

/** Runs a command with the terminal's own output. @throws if the file can't be started. */
export function runCommand({ file, args, cwd, limitMs }: Command): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a timeout also ends what the command started.
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(timedOut ? 'timeout' : (code ?? 128));
    });
  });
}

/** A step that is one command, and passes when that exits with 0. */
export function commandStep(title: string, command: Command): Step {
  return {
    title,
    run: async () => {
      const complaint = complaintAbout(await runCommand(command), command);
      return complaint === undefined
        ? { passed: 1, failed: 0, complaints: [] }
        : { passed: 0, failed: 1, complaints: [complaint] };
    },
  };
}

/** @returns `undefined` for a command that exited with 0. */
export function complaintAbout(result: CommandResult, command: Command): string | undefined {
  const shown = [command.file, ...command.args].join(' ');
  if (result === 'timeout') return `took longer than ${command.limitMs / 1000} s and was killed: ${shown}`;
  return result === 0 ? undefined : `exit code ${result}: ${shown}`;
}

/** Runs the steps in order, each to its end whatever the others found, and prints what each came to. */
export async function runSteps(steps: readonly Step[]): Promise<readonly StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (const step of steps) outcomes.push({ title: step.title, outcome: await runStep(step) });
  return outcomes;
}

async function runStep(step: Step): Promise<Outcome> {
  console.log(`\n== ${step.title}`);
  const startMs = performance.now();
  const outcome = await step.run().catch(failedToRun);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  for (const complaint of outcome.complaints) console.log(`   ${complaint}`);
  console.log(`== ${step.title}: ${outcome.passed} passed, ${outcome.failed} failed in ${seconds} s`);
  return outcome;
}

function failedToRun(error: unknown): Outcome {
  return {
    passed: 0,
    failed: 1,
    complaints: [`could not run: ${error instanceof Error ? error.message : String(error)}`],
  };
}
