import { describe, expect, it } from 'vitest';
import { judgeReport, type VitestReport } from './vitestReport.ts';

/** A report of one file whose tests have these statuses. */
function reportOf(statuses: readonly string[], fileStatus?: string): VitestReport {
  const failed = statuses.filter((status) => status === 'failed').length;
  return {
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: failed,
    testResults: [
      {
        name: 'a.test.ts',
        status: fileStatus ?? (failed === 0 ? 'passed' : 'failed'),
        assertionResults: statuses.map((status) => ({ status, fullName: 'a test' })),
      },
    ],
  };
}

describe('judgeReport', () => {
  it('counts passed and failed tests as vitest does when each was executed', () => {
    expect(judgeReport(reportOf(['passed', 'passed']), 0)).toMatchObject({ passed: 2, failed: 0 });
    expect(judgeReport(reportOf(['passed', 'failed']), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it.each(['pending', 'skipped', 'todo', 'disabled'])('fails a test that was not executed: %s', (status) => {
    expect(judgeReport(reportOf(['passed', status]), 0)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('fails when a file could not be loaded', () => {
    expect(judgeReport(reportOf([], 'failed'), 1)).toMatchObject({ passed: 0, failed: 1 });
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
