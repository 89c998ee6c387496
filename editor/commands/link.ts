import type { Mark, ResolvedPos } from 'prosemirror-model';
import type { Command, EditorState } from 'prosemirror-state';
import { parseHref } from '../schema/link.ts';
import { schema } from '../schema/schema.ts';
import { addMarkToText, type TextRange } from './mark.ts';

interface Linked extends TextRange {
  readonly mark: Mark;
}

/**
 * Links the selection to what was typed as an address. With a caret it changes the link around it, or else writes the
 * address itself. False for what can't be a safe link.
 */
export function setLink(typed: string): Command {
  return (state, dispatch) => {
    const href = parseHref(typed);
    if (href === null || !state.selection.$from.parent.type.allowsMarkType(schema.marks.link)) return false;
    if (!dispatch) return true;
    const mark = schema.marks.link.create({ href });
    const range = linkRange(state);
    if (range) dispatch(addMarkToText(state.tr, range, mark).removeStoredMark(mark.type));
    else dispatch(state.tr.replaceSelectionWith(schema.text(typed.trim(), [mark]), false));
    return true;
  };
}

/** Leaves the text of the selected links, or of the link around the caret. */
export const removeLink: Command = (state, dispatch) => {
  const range = linkRange(state);
  if (!range || !state.doc.rangeHasMark(range.from, range.to, schema.marks.link)) return false;
  if (dispatch) dispatch(state.tr.removeMark(range.from, range.to, schema.marks.link));
  return true;
};

/** The address of the link at the start of the selection, on either side of a caret. */
export function selectedHref(state: EditorState): string | undefined {
  const href: unknown = linkAt(state.selection.$from)?.mark.attrs.href;
  return typeof href === 'string' ? href : undefined;
}

function linkRange(state: EditorState): TextRange | undefined {
  const { from, to, empty, $from } = state.selection;
  return empty ? linkAt($from) : { from, to };
}

/** The link that `$pos` is in or touches, as far as it goes in this block. */
function linkAt($pos: ResolvedPos): Linked | undefined {
  const mark = [$pos.nodeAfter, $pos.nodeBefore]
    .map((node) => node && schema.marks.link.isInSet(node.marks))
    .find((found) => found);
  if (!mark) return undefined;
  const before = $pos.nodeAfter && mark.isInSet($pos.nodeAfter.marks) ? $pos.index() : $pos.index() - 1;
  let first = before;
  let last = before;
  const has = (index: number) => mark.isInSet($pos.parent.maybeChild(index)?.marks ?? []);
  while (has(first - 1)) first -= 1;
  while (has(last + 1)) last += 1;
  return { mark, from: $pos.posAtIndex(first), to: $pos.posAtIndex(last + 1) };
}
