import { expect, test } from 'vitest';
import { handlingOf, isOfBuild } from './shell.ts';

const scope = 'https://h/docs/';

test.each([
  ['navigate', '', 'page'],
  ['navigate', 'd/a', 'page'],
  ['navigate', 'd/a%2Fb?x=1', 'page'],
  ['navigate', 'd/a?token=secret', 'other'],
  ['navigate', '?token=secret', 'other'],
  ['navigate', 'd/a/as-update', 'other'],
  ['navigate', 'healthz', 'other'],
  ['cors', 'assets/main-1.js', 'part'],
  ['cors', 'api/v1/documents', 'other'],
  ['cors', 'api/v1/account?document=a', 'other'],
  ['cors', 'shellWorker.js', 'other'],
])('a request to %s %s is taken for %s', (mode, path, kind) => {
  expect(handlingOf({ method: 'GET', mode, url: scope + path }, scope).kind).toBe(kind);
});

test('what changes something, and what is elsewhere, is left alone', () => {
  expect(handlingOf({ method: 'POST', mode: 'cors', url: `${scope}assets/a.js` }, scope).kind).toBe('other');
  for (const url of ['https://h/', 'https://h/d/a', 'https://elsewhere/docs/assets/a.js'])
    expect(handlingOf({ method: 'GET', mode: 'navigate', url }, scope).kind).toBe('other');
});

test('a page is of a build when all that it refers to is', () => {
  const page = '<script src="../assets/a-1.js"></script><link href="../assets/b-2.css">';
  expect(isOfBuild(page, ['assets/a-1.js', 'assets/b-2.css', 'assets/c.js'])).toBe(true);
  expect(isOfBuild(page, ['assets/a-1.js'])).toBe(false);
  expect(isOfBuild('<h1>Bad gateway</h1>', ['assets/a-1.js'])).toBe(false);
});
