import { expect, it, vi } from 'vitest';
import { commandStep, runSteps, type Step } from './step.ts';

const node = { file: process.execPath, cwd: process.cwd(), limitMs: 10_000 };

function quietly<T>(run: () => Promise<T>): Promise<T> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  return run().finally(() => log.mockRestore());
}

it('a command counts as passed when it exits with 0', async () => {
  expect(await commandStep('fine', { ...node, args: ['-e', ''] }).run()).toMatchObject({
    passed: 1,
    failed: 0,
  });
});

it('a command counts as failed when it exits with another code, and the complaint names both', async () => {
  const outcome = await commandStep('broken', { ...node, args: ['-e', 'process.exit(3)'] }).run();
  expect(outcome).toMatchObject({ passed: 0, failed: 1 });
  expect(outcome.complaints[0]).toContain('exit code 3');
});

it('a command is killed and fails when it takes longer than its limit', async () => {
  const forever =
    "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])";
  const outcome = await commandStep('endless', { ...node, args: ['-e', forever], limitMs: 100 }).run();
  expect(outcome).toMatchObject({ passed: 0, failed: 1 });
  expect(outcome.complaints[0]).toContain('was killed');
});

it('a step that throws counts as failed and the steps after it still run', async () => {
  const broken: Step = { title: 'throws', run: () => Promise.reject(new Error('no such program')) };
  const fine: Step = { title: 'fine', run: async () => ({ passed: 4, failed: 0, complaints: [] }) };
  expect(await quietly(() => runSteps([broken, fine]))).toEqual([
    { title: 'throws', outcome: { passed: 0, failed: 1, complaints: ['could not run: no such program'] } },
    { title: 'fine', outcome: { passed: 4, failed: 0, complaints: [] } },
  ]);
});
