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
