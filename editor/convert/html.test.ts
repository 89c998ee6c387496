import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { canonicalDoc } from './canonical.ts';
import { readHtml } from './htmlReader.ts';
import { writeHtml } from './htmlWriter.ts';
import { parse5Html } from './parse5Html.ts';

describe('any document', () => {
  test('comes back from HTML as it is seen', () => {
    fc.assert(
      fc.property(anyDoc, (doc) => {
        doc.check();
        const html = writeHtml(doc);
        expect(readHtml(html, parse5Html).toJSON(), html).toEqual(canonicalDoc(doc).toJSON());
      }),
      { numRuns: 300 },
    );
  });
});
