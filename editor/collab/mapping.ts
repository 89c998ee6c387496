import type { Node } from 'prosemirror-model';
import type { AbstractType } from 'yjs';

/** Which ProseMirror node, or run of text nodes, each Yjs type was last drawn as or written from. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is y-prosemirror's.
export type Mapping = Map<AbstractType<any>, Node | Node[]>;
