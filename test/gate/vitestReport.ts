import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { CommandResult, Outcome } from './step.ts';

interface TestReport {
  readonly status: string;
  readonly fullName: string;
  /** Each is an error's stack, coloured where vitest's own output is. */
  readonly failureMessages?: readonly string[];
}

/** The part of vitest's JSON report (the format is Jest's) that the gate reads. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly TestReport[];
  }[];
}

/** The report has stacks instead of messages, and vitest puts this into the stack of a test that ran into its limit. */
const timeoutMark = 'STACK_TRACE_ERROR';

/** A difference of two long values can be one line. */
const lineCharactersMax = 200;

/**
 * Counts a run strictly: a test that was skipped or is still to be written failed, so did a file that could not be
 * loaded, a run that executed nothing, and one that vitest itself calls failed for another reason (an unhandled error).
 */
export function judgeReport(report: VitestReport | undefined, result: CommandResult, root: string): Outcome {
  if (report === undefined)
    return { passed: 0, failed: 1, complaints: [`vitest wrote no report (${result})`] };
  const failedTests = failuresIn(report, root);
  const complaints = [...notRun(report), ...brokenFiles(report, root)];
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + complaints.length;
  if (passed + failed === 0) return { passed, failed: 1, complaints: ['no test was executed'] };
  if (failed === 0 && result !== 0)
    return { passed, failed: 1, complaints: [`vitest ended with ${result} though no test failed`] };
  return { passed, failed, failedTests, complaints };
}

function failuresIn(report: VitestReport, root: string): readonly string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'failed')
      .map(
        (test) => `${relative(root, file.name)} > ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`,
      ),
  );
}

function firstLine(message = ''): string {
  const [line = ''] = stripVTControlCharacters(message).split('\n');
  if (line.endsWith(timeoutMark)) return 'took longer than its limit';
  return line.length <= lineCharactersMax ? line : `${line.slice(0, lineCharactersMax)}…`;
}

function notRun(report: VitestReport): readonly string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => `${test.status}, so it counts as failed: ${test.fullName}`),
  );
}

/** A file fails without a failed test when it can't be loaded or a hook of it throws. */
function brokenFiles(report: VitestReport, root: string): readonly string[] {
  return report.testResults
    .filter((file) => file.status === 'failed')
    .filter((file) => !file.assertionResults.some((test) => test.status === 'failed'))
    .map((file) => `failed as a whole: ${relative(root, file.name)}: ${firstLine(file.message)}`);
}
