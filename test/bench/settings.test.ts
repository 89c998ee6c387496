import { expect, it } from 'vitest';
import { scenarios } from './scenarios.ts';
import { parseSettings } from './settings.ts';

const named = (...args: string[]) => parseSettings(args, scenarios);

it('everything is measured, as often as its row says, when nothing is asked for', () => {
  expect(named()).toEqual({ scenarios, json: false, write: false });
});

it('only the scenarios that are asked for are measured, in the order of the arguments', () => {
  const settings = named('--scenario', 'join', '--scenario', 'crowd', '--rounds', '2', '--seconds', '3');
  expect(settings?.scenarios.map(({ name, rounds, seconds }) => [name, rounds, seconds])).toEqual([
    ['join', 2, 3],
    ['crowd', 2, 3],
  ]);
});

it('only the servers that are asked for are measured', () => {
  const settings = named('--scenario', 'cold', '--server', 'hocuspocus', '--server', 'scriptorium');
  expect(settings?.scenarios.map(({ contenders }) => contenders)).toEqual([['scriptorium']]);
});

it('one round is measured when it has to be quick', () => {
  expect(named('--quick', '--json')?.scenarios.every(({ rounds }) => rounds === 1)).toBe(true);
});

it.each([
  '--scenario nonsense',
  '--rounds none',
  '--seconds -1',
  '--speed 9',
  '--server nobody',
  '--write --quick',
  '--write --server relay',
])('the arguments %s make no sense', (args) => {
  expect(named(...args.split(' '))).toBeUndefined();
});
