import * as Y from 'yjs';

/**
 * Makes a Y.Doc of a document's bytes. Within a transaction marked as local Yjs deletes nothing by itself; otherwise it takes the
 * chance to clean up redundant formatting, which would be an edit by nobody.
 * @throws Error if something is missing in the state
 */
export function openDoc(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.transact(doc, (transaction) => {
    Y.applyUpdate(doc, state);
    transaction.local = true;
  });
  const { pendingStructs, pendingDs } = doc.store;
  if (pendingStructs !== null || pendingDs !== null)
    throw new Error('the state of the document leaves a gap');
  return doc;
}

/** The same document with what was deleted collected and adjacent items merged: usually a small part of a log of keystrokes. */
export function compact(state: Uint8Array): Uint8Array {
  return Y.encodeStateAsUpdate(openDoc(state));
}
