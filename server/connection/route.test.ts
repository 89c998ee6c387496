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
  expect(routeUpgrade(url)).toMatchObject({ kind: 'plain', name });
});

it.each([['/%'], ['/%ff'], [`/${'x'.repeat(256)}`]])('%s leads to no document', (url) => {
  expect(routeUpgrade(url).kind).toBe('none');
});

it.each([
  ['/', { kind: 'hocuspocus' }],
  ['/?x=1', { kind: 'hocuspocus' }],
  ['/hocuspocus', { kind: 'hocuspocus' }],
  ['/d/notes/ws/notes?token=t', { kind: 'sweet', name: 'notes' }],
  ['/doc/ws/notes', { kind: 'sweet', name: 'notes' }],
  ['/d/a/ws/b', { kind: 'plain', name: 'd/a/ws/b' }],
  ['/d/notes', { kind: 'plain', name: 'd/notes' }],
  ['/notes?token=a%20b', { kind: 'plain', name: 'notes' }],
])('%s leads where its family talks', (url, route) => {
  expect(routeUpgrade(url)).toMatchObject(route);
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
  const approach = { origin, host: 'here:1234', isSecure: false };
  expect(new OriginPolicy(['https://friend.example']).admits(approach)).toBe(expected);
});

it('every origin may connect when * is allowed', () => {
  expect(
    new OriginPolicy(['*']).admits({ origin: 'http://elsewhere', host: 'here:1234', isSecure: false }),
  ).toBe(true);
});

it("a page that came in the clear may not connect where the way is encrypted, since it may be anybody's (S21)", () => {
  const own = (origin: string) => new OriginPolicy([]).admits({ origin, host: 'here', isSecure: true });
  expect([own('http://here'), own('https://here')]).toEqual([false, true]);
});

it('a page of the server itself may connect when a proxy names the port that goes without saying', () => {
  const policy = new OriginPolicy([]);
  expect(policy.admits({ origin: 'https://here', host: 'here:443', isSecure: true })).toBe(true);
  expect(policy.admits({ origin: 'https://here', host: 'here:80', isSecure: true })).toBe(false);
});
