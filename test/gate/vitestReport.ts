import type { CommandResult, Outcome } from './step.ts';

/** The part of vitest's JSON report (the format is Jest's) that the gate reads. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/**
 * Counts a run strictly: a test that was skipped or is still to be written failed, so did a file that could not be
 * loaded, a run that executed nothing, and one that vitest itself calls failed for another reason (an unhandled error).
 */
export function judgeReport(report: VitestReport | undefined, result: CommandResult): Outcome {
  if (report === undefined)
    return { passed: 0, failed: 1, complaints: [`vitest wrote no report (${result})`] };
  const complaints = [...notRun(report), ...brokenFiles(report)];
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + complaints.length;
  if (passed + failed === 0) return { passed, failed: 1, complaints: ['no test was executed'] };
  if (failed === 0 && result !== 0)
    return { passed, failed: 1, complaints: [`vitest ended with ${result} though no test failed`] };
  return { passed, failed, complaints };
}

function notRun(report: VitestReport): readonly string[] {
  return report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => `${test.status}, so it counts as failed: ${test.fullName}`),
  );
}

/** A file fails without a failed test when it can't be loaded or a hook of it throws. */
function brokenFiles(report: VitestReport): readonly string[] {
  return report.testResults
    .filter((file) => file.status === 'failed')
    .filter((file) => !file.assertionResults.some((test) => test.status === 'failed'))
    .map((file) => `failed as a whole: ${file.name}`);
}
