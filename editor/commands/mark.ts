import { toggleMark as toggleMarkType } from 'prosemirror-commands';
import type { Command, EditorState } from 'prosemirror-state';
import { type MarkName, markNames, schema } from '../schema/schema.ts';

/** Every mark but the link, which has an address and its own commands. */
export type PlainMarkName = Exclude<MarkName, 'link'>;

/** Marks the selection, or unmarks it if all of it is marked; with a caret, what is typed next. */
export function toggleMark(name: PlainMarkName): Command {
  return toggleMarkType(schema.marks[name], null, { removeWhenPresent: false, includeWhitespace: true });
}

/** The marks that all of the selected text has; with a caret, those of what is typed next. */
export function activeMarks(state: EditorState): ReadonlySet<MarkName> {
  return new Set(markNames.filter((name) => isActive(state, name)));
}

function isActive(state: EditorState, name: MarkName): boolean {
  const type = schema.marks[name];
  const { empty, $from, ranges } = state.selection;
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
  let texts = 0;
  let marked = 0;
  for (const range of ranges)
    state.doc.nodesBetween(range.$from.pos, range.$to.pos, (node) => {
      if (!node.isText) return;
      texts += 1;
      if (type.isInSet(node.marks)) marked += 1;
    });
  return texts > 0 && texts === marked;
}
