/**
 * Where an editor's document is in its Y.Doc. Stored documents depend on these names and on the block's; the editor's schema has
 * the same.
 */
export const contentName = 'prosemirror';
export const metaName = 'meta';
export const titleKey = 'title';
export const blockName = 'block';
export const kindAttribute = 'kind';
export const paragraphKind = 'paragraph';

/** A root's name as an update bears it: its length, then the name. */
const rootMarks = [contentName, metaName].map((name) => `${String.fromCharCode(name.length)}${name}`);

/** A document that is not a Y.Doc yet. */
export interface Describable {
  /** Whether this text stands anywhere in its bytes. */
  mentions(text: string): boolean;
  /** All of it as one update. */
  encode(): Uint8Array;
}

/**
 * Whether there may be a title or text that a list could show, without making a Y.Doc: the first item of a root bears the root's name for
 * good, so where the bytes do not have it, the editor was never there.
 */
export function maybeDescribable(document: Describable): boolean {
  return rootMarks.some((mark) => document.mentions(mark));
}
