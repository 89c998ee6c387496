import * as Y from 'yjs';

/** What these updates come to, one after the other, read with Yjs. */
export function docOf(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

export function textOf(...updates: readonly Uint8Array[]): string {
  return docOf(...updates)
    .getText('text')
    .toString();
}
