import { toggleMark as toggleMarkType } from 'prosemirror-commands';
import type { Mark } from 'prosemirror-model';
import type { Command, EditorState, Transaction } from 'prosemirror-state';
import { type MarkName, markNames, schema } from '../schema/schema.ts';

/** The marks without attributes; links and colours have commands of their own, comments and suggestions none yet. */
export type PlainMarkName = Exclude<
  MarkName,
  'link' | 'highlight' | 'text_color' | 'comment' | 'insertion' | 'deletion'
>;

/** Marks the selection, or unmarks it if all of it is marked; with a caret, what is typed next. */
export function toggleMark(name: PlainMarkName): Command {
  const type = schema.marks[name];
  const atCaret = toggleMarkType(type);
  return (state, dispatch) => {
    if (state.selection.empty) return atCaret(state, dispatch);
    const texts = selectedTexts(state).filter(({ allowed }) => allowed(name));
    if (texts.length === 0) return false;
    if (!dispatch) return true;
    const { tr } = state;
    const on = texts.every(({ marks }) => type.isInSet(marks));
    for (const range of texts) {
      if (on) tr.removeMark(range.from, range.to, type);
      else tr.addMark(range.from, range.to, type.create());
    }
    dispatch(tr.scrollIntoView());
    return true;
  };
}

/** Marks only text: a mark on a hard break or another leaf wouldn't reach the others (E4). */
export function addMarkToText(tr: Transaction, range: TextRange, mark: Mark): Transaction {
  tr.doc.nodesBetween(range.from, range.to, (node, pos) => {
    if (!node.isText) return;
    tr.addMark(Math.max(pos, range.from), Math.min(pos + node.nodeSize, range.to), mark);
  });
  return tr;
}

export interface TextRange {
  readonly from: number;
  readonly to: number;
}

/** The marks that all of the selected text has; with a caret, those of what is typed next. */
export function activeMarks(state: EditorState): ReadonlySet<MarkName> {
  const { empty, $from } = state.selection;
  const sets = empty ? [state.storedMarks ?? $from.marks()] : selectedTexts(state).map(({ marks }) => marks);
  const isActive = (name: MarkName) => sets.every((marks) => schema.marks[name].isInSet(marks));
  return new Set(sets.length > 0 ? markNames.filter(isActive) : []);
}

interface SelectedText extends TextRange {
  readonly marks: readonly Mark[];
  readonly allowed: (name: MarkName) => boolean;
}

function selectedTexts({ doc, selection }: EditorState): readonly SelectedText[] {
  const texts: SelectedText[] = [];
  for (const { $from, $to } of selection.ranges)
    doc.nodesBetween($from.pos, $to.pos, (node, ...[pos, parent]) => {
      if (!node.isText) return;
      texts.push({
        from: Math.max(pos, $from.pos),
        to: Math.min(pos + node.nodeSize, $to.pos),
        marks: node.marks,
        allowed: (name) => parent?.type.allowsMarkType(schema.marks[name]) === true,
      });
    });
  return texts;
}
