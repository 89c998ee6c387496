import * as Y from 'yjs';
import { blockName, contentName, kindAttribute, metaName, paragraphKind, titleKey } from './layout.ts';

/**
 * The first update of a new document: its title and one empty paragraph. Only the server writes it, once; were each client to
 * fill an empty document, all of them would (E12).
 */
export function create(title: string): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    doc.getMap(metaName).set(titleKey, new Y.Text(title));
    const block = new Y.XmlElement(blockName);
    block.setAttribute(kindAttribute, paragraphKind);
    doc.getXmlFragment(contentName).insert(0, [block]);
  });
  return Y.encodeStateAsUpdate(doc);
}

/**
 * Sets the title by the smallest edit, so that what others type in it at the same time stays.
 * @param doc nobody else's: it is edited
 * @returns the update; `undefined` if it has that title already
 */
export function retitle(doc: Y.Doc, title: string): Uint8Array | undefined {
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  doc.transact(() => writeTitle(doc, title));
  return updates.length === 0 ? undefined : Y.mergeUpdates(updates);
}

function writeTitle(doc: Y.Doc, title: string): void {
  const meta = doc.getMap(metaName);
  const current = meta.get(titleKey);
  if (!(current instanceof Y.Text)) {
    if (current !== title) meta.set(titleKey, new Y.Text(title));
    return;
  }
  const { at, removed, inserted } = difference(current.toString(), title);
  if (removed > 0) current.delete(at, removed);
  if (inserted !== '') current.insert(at, inserted);
}

interface Difference {
  readonly at: number;
  readonly removed: number;
  readonly inserted: string;
}

/** What is between the common beginning and the common end, never beginning or ending in the middle of a surrogate pair (E21). */
function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before[prefix] === after[prefix]) prefix++;
  if (isHighSurrogate(before, prefix - 1)) prefix--;
  let suffix = 0;
  while (suffix < shorter - prefix && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  if (suffix > 0 && isLowSurrogate(before, before.length - suffix)) suffix--;
  return {
    at: prefix,
    removed: before.length - prefix - suffix,
    inserted: after.slice(prefix, after.length - suffix),
  };
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
