import * as Y from 'yjs';

/** The root fragment of every document. */
const rootName = 'prosemirror';

/** The text of each block of a document, read from Yjs alone. */
export function blocksOf(doc: Y.Doc): readonly string[] {
  return doc.getXmlFragment(rootName).toArray().map(textOf);
}

function textOf(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (node instanceof Y.XmlText)
    return node
      .toDelta()
      .map(({ insert }: { readonly insert: unknown }) => (typeof insert === 'string' ? insert : ''))
      .join('');
  return node instanceof Y.XmlElement ? node.toArray().map(textOf).join('') : '';
}
