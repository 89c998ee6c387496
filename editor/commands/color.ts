import type { Command } from 'prosemirror-state';
import { type ColorName, readColor } from '../schema/palette.ts';
import { schema } from '../schema/schema.ts';
import { addMarkToText } from './mark.ts';

/** The marks that have a colour. */
export type ColorMarkName = 'highlight' | 'text_color';

/** Colours the selection, or with a caret what is typed next; null takes the colour away. */
export function setColor(name: ColorMarkName, color: ColorName | null): Command {
  return (state, dispatch) => {
    const type = schema.marks[name];
    const { from, to, empty, $from } = state.selection;
    if (!$from.parent.inlineContent || !$from.parent.type.allowsMarkType(type)) return false;
    if (!dispatch) return true;
    const tr = state.tr;
    const mark = color === null ? null : type.create({ color });
    if (empty) dispatch(mark ? tr.addStoredMark(mark) : tr.removeStoredMark(type));
    else dispatch(mark ? addMarkToText(tr, { from, to }, mark) : tr.removeMark(from, to, type));
    return true;
  };
}

/** The colour of the selection's start, or of what is typed next; undefined where it has none. */
export function selectedColor(state: Parameters<Command>[0], name: ColorMarkName): ColorName | undefined {
  const marks = state.storedMarks ?? state.selection.$from.marksAcross(state.selection.$to) ?? [];
  const mark = schema.marks[name].isInSet(marks);
  if (!mark) return undefined;
  return readColor(mark.attrs.color) ?? (name === 'highlight' ? 'yellow' : undefined);
}
