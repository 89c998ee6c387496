import { describe, expect, it } from 'vitest';
import { judgeReport as judgeIn, type VitestReport } from './vitestReport.ts';

const root = '/project';

const judgeReport = (report: VitestReport | undefined, result: number | 'timeout') =>
  judgeIn(report, result, root);

/** As vitest writes them: coloured, and with the stack. */
const failureMessages = ['\u001b[31mError: expected 1 to be 2\u001b[39m\n    at /project/room/a.test.ts:3:1'];

/** A report of one file whose tests have these statuses. */
function reportOf(statuses: readonly string[], fileStatus?: string): VitestReport {
  const failed = statuses.filter((status) => status === 'failed').length;
  return {
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: failed,
    testResults: [
      {
        name: `${root}/room/a.test.ts`,
        status: fileStatus ?? (failed === 0 ? 'passed' : 'failed'),
        assertionResults: statuses.map((status) => ({
          status,
          fullName: 'a test',
          failureMessages: status === 'failed' ? failureMessages : [],
        })),
      },
    ],
  };
}

function reportOfFailure(message: string): VitestReport {
  const assertionResults = [{ status: 'failed', fullName: 'a test', failureMessages: [message] }];
  const report = reportOf(['failed']);
  return { ...report, testResults: report.testResults.map((file) => ({ ...file, assertionResults })) };
}

describe('judgeReport', () => {
  it('counts passed and failed tests as vitest does when each was executed', () => {
    expect(judgeReport(reportOf(['passed', 'passed']), 0)).toMatchObject({ passed: 2, failed: 0 });
    expect(judgeReport(reportOf(['passed', 'failed']), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it.each(['pending', 'skipped', 'todo', 'disabled'])('fails a test that was not executed: %s', (status) => {
    expect(judgeReport(reportOf(['passed', status]), 0)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('names a failed test with its file and the first line of what it said', () => {
    expect(judgeReport(reportOf(['passed', 'failed']), 1)).toMatchObject({
      failedTests: ['room/a.test.ts > a test: Error: expected 1 to be 2'],
      complaints: [],
    });
  });

  it('shortens what a failed test said when its first line is long', () => {
    const { failedTests } = judgeReport(reportOfFailure('x'.repeat(5000)), 1);
    expect(failedTests?.[0]).toMatch(/ a test: x{200}…$/);
  });

  it('says of a test that ran into its limit that it did, where vitest has only a mark', () => {
    const { failedTests } = judgeReport(
      reportOfFailure('Error: STACK_TRACE_ERROR\n    at room/a.test.ts:3:1'),
      1,
    );
    expect(failedTests?.[0]).toMatch(/ a test: took longer than its limit$/);
  });

  it('fails when a file could not be loaded, and names it with the reason', () => {
    const report = reportOf([], 'failed');
    const testResults = report.testResults.map((file) => ({ ...file, message: 'no such module\n at b.ts' }));
    expect(judgeReport({ ...report, testResults }, 1)).toMatchObject({
      passed: 0,
      failed: 1,
      complaints: ['failed as a whole: room/a.test.ts: no such module'],
    });
  });

  it('fails when nothing was executed though vitest is content', () => {
    expect(judgeReport({ numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0).failed).toBe(1);
  });

  it('fails when each test passed but an error went unhandled', () => {
    expect(judgeReport(reportOf(['passed']), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('fails when there is no report', () => {
    expect(judgeReport(undefined, 'timeout').failed).toBe(1);
  });
});
