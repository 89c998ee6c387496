import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentPath, homeOf, parseRoute } from './route.ts';

describe('route', () => {
  test('is the list at the root', () => expect(parseRoute('/')).toEqual({ page: 'list' }));

  test.each(['/d/', '/d/a/b', '/d/%E0%A4%A', '/other', ''])('is missing when the path is %j', (path) =>
    expect(parseRoute(path)).toEqual({ page: 'missing' }),
  );

  test('leads back to the same document for any name', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        for (const home of ['/', '/docs/', '/a/b/'])
          expect(parseRoute(documentPath(name, home), home)).toEqual({ page: 'document', name });
      }),
    ));

  test.each([
    ['https://h/assets/main-1.js', '/'],
    ['https://h/docs/assets/main-1.js', '/docs/'],
    ['http://h:1/a/assets/b/assets/main-1.js', '/a/assets/b/'],
    ['file:///editor/app/route.ts', '/'],
  ])('of %j begins with %j', (script, home) => expect(homeOf(script)).toBe(home));

  test('is missing outside of its home', () => {
    expect(parseRoute('/docs/', '/docs/')).toEqual({ page: 'list' });
    for (const path of ['/', '/docs', '/d/a'])
      expect(parseRoute(path, '/docs/')).toEqual({ page: 'missing' });
  });
});
