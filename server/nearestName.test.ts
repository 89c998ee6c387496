import { expect, it } from 'vitest';
import { nearestName } from './nearestName.ts';

const known = ['host', 'port', 'data', 'allow-origin', 'idle-seconds'];

it.each([
  ['prot', 'port'],
  ['hots', 'host'],
  ['datas', 'data'],
  ['alow-origin', 'allow-origin'],
  ['allow-origins', 'allow-origin'],
  ['idle-secnods', 'idle-seconds'],
  ['Port', 'port'],
])('for "%s" the nearest name is "%s"', (given, wanted) => {
  expect(nearestName(given, known)).toBe(wanted);
});

it.each(['frobnicate', 'pots-and-pans', 'x', ''])('for "%s" no name is near', (given) => {
  expect(nearestName(given, known)).toBeUndefined();
});
