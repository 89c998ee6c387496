import { expect, it } from 'vitest';
import { type Coding, chooseCoding } from './contentCoding.ts';

const both: ReadonlySet<Coding> = new Set(['br', 'gzip']);

it.each<[string | undefined, ReadonlySet<Coding>, Coding | undefined]>([
  ['gzip, deflate, br, zstd', both, 'br'],
  ['gzip, deflate', both, 'gzip'],
  ['br', new Set(['gzip']), undefined],
  ['GZIP;q=0.5', both, 'gzip'],
  ['br;q=0, gzip', both, 'gzip'],
  ['br;q=0.000, *', both, 'gzip'],
  ['*', both, 'br'],
  ['*;q=0', both, undefined],
  ['identity', both, undefined],
  ['', both, undefined],
  [undefined, both, undefined],
])('to who accepts "%s" the best that is there is sent', (accepted, available, coding) => {
  expect(chooseCoding(accepted, available)).toBe(coding);
});
