import { expect, it } from 'vitest';
import type { Outcome, StepOutcome } from './step.ts';
import { judge } from './verdict.ts';

function outcomeOf(title: string, outcome: Partial<Outcome>): StepOutcome {
  return { title, outcome: { passed: 0, failed: 0, complaints: [], ...outcome } };
}

it('a run whose steps all passed says only how much passed', () => {
  const steps = [outcomeOf('types', { passed: 1 }), outcomeOf('tests', { passed: 20 })];
  expect(judge(steps)).toEqual({ lines: ['21 passed, 0 failed'], exitCode: 0 });
});

it('a run with failures names each failed test and each complaint with its step before the last line', () => {
  const steps = [
    outcomeOf('types', { failed: 1, complaints: ['exit code 2: tsc'] }),
    outcomeOf('tests', { passed: 3, failed: 1, failedTests: ['a.test.ts > a test: Error: no'] }),
  ];
  expect(judge(steps)).toEqual({
    lines: ['tests: a.test.ts > a test: Error: no', 'types: exit code 2: tsc', '3 passed, 2 failed'],
    exitCode: 1,
  });
});

it('a run with very many failed tests names the first 20 and says how many more there are', () => {
  const failedTests = Array.from({ length: 23 }, (_, i) => `test ${i}`);
  const { lines } = judge([outcomeOf('tests', { failed: 23, failedTests })]);
  expect(lines.slice(18)).toEqual(['tests: test 18', 'tests: test 19', 'and 3 more', '0 passed, 23 failed']);
});

it('a run that executed nothing has failed', () => {
  expect(judge([])).toEqual({ lines: ['0 passed, 0 failed'], exitCode: 1 });
});
