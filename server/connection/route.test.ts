import { expect, it } from 'vitest';
import { OriginPolicy } from './origin.ts';
import { routeUpgrade } from './route.ts';

it.each([
  ['/notes', 'notes'],
  ['/notes?token=1', 'notes'],
  ['/a%20b', 'a b'],
  ['/a/b', 'a/b'],
  ['/a%2Fb', 'a/b'],
  ['/%F0%9F%98%80', '😀'],
  ['/__proto__', '__proto__'],
  ['//double', '/double'],
  [`/${'x'.repeat(255)}`, 'x'.repeat(255)],
])('%s leads to the document of that name, percent-decoded', (url, name) => {
  expect(routeUpgrade(url)).toEqual({ kind: 'document', name });
});

it.each([['/'], ['/?x=1'], ['/%'], ['/%ff'], [`/${'x'.repeat(256)}`]])('%s leads to no document', (url) => {
  expect(routeUpgrade(url).kind).toBe('none');
});

it.each([
  [undefined, true],
  ['http://here:1234', true],
  ['https://here:1234', true],
  ['http://elsewhere', false],
  ['http://here', false],
  ['null', false],
  ['https://friend.example', true],
])('a page of origin %s may connect to here:1234: %s (S21)', (origin, expected) => {
  expect(new OriginPolicy(['https://friend.example']).admits(origin, 'here:1234')).toBe(expected);
});

it('every origin may connect when * is allowed', () => {
  expect(new OriginPolicy(['*']).admits('http://elsewhere', 'here:1234')).toBe(true);
});
