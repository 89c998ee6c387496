import { Schema } from 'prosemirror-model';
import { commentSpec, deletionSpec, insertionSpec } from './annotation.ts';
import { blockSpec } from './block.ts';
import { codeBlockSpec } from './codeBlock.ts';
import { embedSpec } from './embed.ts';
import { fileSpec } from './file.ts';
import { dividerSpec, hardBreakSpec } from './leaves.ts';
import { linkSpec } from './link.ts';
import {
  codeSpec,
  emSpec,
  highlightSpec,
  strikethroughSpec,
  strongSpec,
  subscriptSpec,
  superscriptSpec,
  textColorSpec,
  underlineSpec,
} from './marks.ts';
import { mathBlockSpec, mathInlineSpec } from './math.ts';
import { mentionSpec } from './mention.ts';
import { figureSpec, imageSpec } from './picture.ts';
import { tableCellSpec, tableRowSpec, tableSpec } from './table.ts';
import { unknownBlockSpec, unknownInlineSpec } from './unknown.ts';

/** Raised whenever stored documents may hold what clients of the version before don't know. README says when. */
export const schemaVersion = 2;

/** The root fragment in the Y.Doc, as in y-prosemirror's own examples. */
export const fragmentName = 'prosemirror';

const nodes = {
  // `*`, so that an empty document is valid and nobody writes anything only by opening it.
  doc: { content: 'flow*' },
  block: blockSpec,
  code_block: codeBlockSpec,
  divider: dividerSpec,
  math_block: mathBlockSpec,
  figure: figureSpec,
  embed: embedSpec,
  file: fileSpec,
  table: tableSpec,
  table_row: tableRowSpec,
  table_cell: tableCellSpec,
  text: { group: 'inline' },
  hard_break: hardBreakSpec,
  image: imageSpec,
  math_inline: mathInlineSpec,
  mention: mentionSpec,
  unknown_block: unknownBlockSpec,
  unknown_inline: unknownInlineSpec,
} as const;

/** In the order in which they are drawn, the outermost first. */
const marks = {
  link: linkSpec,
  comment: commentSpec,
  insertion: insertionSpec,
  deletion: deletionSpec,
  highlight: highlightSpec,
  text_color: textColorSpec,
  strong: strongSpec,
  em: emSpec,
  underline: underlineSpec,
  strikethrough: strikethroughSpec,
  superscript: superscriptSpec,
  subscript: subscriptSpec,
  code: codeSpec,
} as const;

export type NodeName = keyof typeof nodes;
export type MarkName = keyof typeof marks;

/** Shape: an empty document is `doc()` without children; see README for the attributes. */
export const schema: Schema<NodeName, MarkName> = new Schema({ nodes, marks });

export const markNames: readonly MarkName[] = Object.keys(marks).filter(isMarkName);

function isMarkName(name: string): name is MarkName {
  return name in marks;
}
