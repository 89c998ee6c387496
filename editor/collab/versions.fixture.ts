import { expect } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate, XmlElement, type XmlFragment, XmlText } from 'yjs';
import { Author } from '../intent/author.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { type Company, createAuthor } from '../testing/company.fixture.ts';
import { type Deed, typeAtEnd } from '../testing/deed.fixture.ts';
import { drawDocument } from './drawing.ts';

/** A version, as it would be kept: all of the document's state, garbage collected. */
interface Version {
  readonly state: Uint8Array;
  readonly shown: unknown;
}

/** The document of `state`, apart from every other. */
function detached(state: Uint8Array): Doc {
  const doc = new Doc();
  applyUpdate(doc, state);
  return doc;
}

/** E22: after each act its author keeps a version. In the end each of them is what was seen then, whatever has been deleted since. */
export function keepingVersions(company: Pick<Company<Author>, 'line' | 'people'>): Company<Author> {
  let versions: Version[] = [];
  return {
    ...company,
    create: createAuthor,
    begins: () => {
      versions = [];
    },
    after: (authors, { kind, person }) => {
      const author = authors[person];
      if (!author || kind !== 'act') return;
      expect(author.doc.gc).toBe(true);
      versions.push({ state: encodeStateAsUpdate(author.doc), shown: author.state.doc.toJSON() });
    },
    ends: () => {
      for (const { state, shown } of versions)
        expect(drawDocument(schema, detached(state).getXmlFragment(fragmentName))?.toJSON()).toEqual(shown);
    },
  };
}

/** E2: draws a version with our own binding, in a document of its own in which a diff writes what it likes. */
export const drawVersion: Deed = ({ doc }) => {
  const before = encodeStateAsUpdate(doc);
  const viewer = new Author(99, { mayWrite: true });
  viewer.receive(before);
  typeAtEnd(' (added by Ada)')(viewer);
  viewer.dispatch(viewer.state.tr.delete(0, viewer.state.doc.child(0).nodeSize));
  viewer.destroy();
  expect(encodeStateAsUpdate(doc)).toEqual(before);
};

/**
 * E2: y-prosemirror's marks of a diff reach the live document, as from an editor that draws one there. Yjs itself leaves the marks out of what
 * it reads; the attribute is one like any that isn't known.
 */
export const writeForeignDiff: Deed = ({ doc }) => {
  const root = doc.getXmlFragment(fragmentName);
  doc.transact(() => {
    for (const text of textsIn(root)) text.format(0, 2, { ychange: { user: 7, type: 'added' } });
    // Yjs takes whatever JSON can say, but is typed for text only.
    const last = root.get(root.length - 1);
    if (last instanceof XmlElement) last.setAttribute('ychange', { user: 7, type: 'removed' } as never);
  });
};

function textsIn(parent: XmlFragment | XmlElement): readonly XmlText[] {
  return parent.toArray().flatMap((child) => {
    if (child instanceof XmlText) return [child];
    return child instanceof XmlElement ? textsIn(child) : [];
  });
}

/** All the text that is stored, drawn or not. */
export function storedText({ doc }: Author): string {
  return textsIn(doc.getXmlFragment(fragmentName))
    .map((text) =>
      text
        .toDelta()
        .map(({ insert }: { readonly insert: string }) => insert)
        .join(''),
    )
    .join('/');
}
