import { type Command, type EditorState, Plugin, PluginKey } from 'prosemirror-state';

/**
 * What somebody types after a `/` or an `@` at the start of a word, which asks for something to be inserted instead. It is open
 * from when the sign is typed until the caret leaves it, Escape is pressed or what is typed can't be a name any more.
 */
export interface TypedSign {
  readonly sign: '/' | '@';
  /** Where the sign stands. */
  readonly from: number;
  /** What has been typed after it. */
  readonly query: string;
}

interface Opened {
  readonly sign: '/' | '@';
  readonly from: number;
}

const signKey = new PluginKey<Opened | null>('scriptorium-sign');
const queryLengthMax = 30;

export function typedSign(): Plugin {
  return new Plugin<Opened | null>({
    key: signKey,
    state: {
      init: () => null,
      apply(tr, before, ...[_old, state]) {
        const set: Opened | null | undefined = tr.getMeta(signKey);
        if (set !== undefined) return set;
        if (!before) return null;
        const { pos, deleted } = tr.mapping.mapResult(before.from, -1);
        const moved = { ...before, from: pos };
        return deleted || queryOf(state, moved) === undefined ? null : moved;
      },
    },
    props: {
      handleTextInput(view, from, ...[_to, text, insert]) {
        if ((text !== '/' && text !== '@') || !isWordStart(view.state, from)) return false;
        const tr = insert();
        // In an empty document the text makes its first block, and so stands later than where it was typed.
        view.dispatch(tr.setMeta(signKey, { sign: text, from: tr.selection.from - 1 }));
        return true;
      },
      handleDOMEvents: {
        blur: (view) => void closeTypedSign(view.state, view.dispatch),
      },
    },
  });
}

/** What is being typed now; undefined where nothing is asked for. */
export function readTypedSign(state: EditorState): TypedSign | undefined {
  const opened = signKey.getState(state);
  const query = opened && queryOf(state, opened);
  return opened && query !== undefined && query !== null ? { ...opened, query } : undefined;
}

/** Leaves what was typed as text. */
export const closeTypedSign: Command = (state, dispatch) => {
  if (!signKey.getState(state)) return false;
  if (dispatch) dispatch(state.tr.setMeta(signKey, null));
  return true;
};

/** Takes away the sign and what was typed after it, for what was asked for to take its place. */
export const takeTypedSign: Command = (state, dispatch) => {
  const typed = readTypedSign(state);
  if (!typed) return false;
  const end = typed.from + 1 + typed.query.length;
  if (dispatch) dispatch(state.tr.delete(typed.from, end).setMeta(signKey, null));
  return true;
};

function queryOf({ doc, selection }: EditorState, { sign, from }: Opened): string | undefined {
  const { $head, empty } = selection;
  if (!empty || from < $head.start() || $head.pos <= from) return undefined;
  const text = doc.textBetween(from, $head.pos, undefined, '\ufffc');
  const isName = text.startsWith(sign) && /^.[\p{L}\p{N}\p{M} ]*$/u.test(text) && !/^. | {2}/.test(text);
  return isName && text.length <= queryLengthMax ? text.slice(1) : undefined;
}

function isWordStart({ doc }: EditorState, from: number): boolean {
  if (doc.childCount === 0) return true;
  const $from = doc.resolve(from);
  if ($from.parent.type.spec.code || !$from.parent.inlineContent) return false;
  return $from.parentOffset === 0 || /\s|\ufffc/.test(doc.textBetween(from - 1, from, undefined, '\ufffc'));
}
