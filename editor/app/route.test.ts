import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentPath, parseRoute } from './route.ts';

describe('route', () => {
  test('is the list at the root', () => expect(parseRoute('/')).toEqual({ page: 'list' }));

  test.each(['/d/', '/d/a/b', '/d/%E0%A4%A', '/other', ''])('is missing when the path is %j', (path) =>
    expect(parseRoute(path)).toEqual({ page: 'missing' }),
  );

  test('leads back to the same document for any name', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        expect(parseRoute(documentPath(name))).toEqual({ page: 'document', name });
      }),
    ));
});
