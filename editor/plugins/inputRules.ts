import { InputRule, inputRules as inputRulesPlugin } from 'prosemirror-inputrules';
import { type EditorState, NodeSelection, type Plugin, type Transaction } from 'prosemirror-state';
import { type KindChoice, kindAttributes } from '../commands/kind.ts';
import type { PlainMarkName } from '../commands/mark.ts';
import { setAttributes } from '../commands/selected.ts';
import { keptSuggestions } from '../schema/annotation.ts';
import { keptPlace } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';

/** What people who know Markdown type, made into what they mean. Backspace at once afterwards takes it back. */
export function inputRules(): Plugin {
  return inputRulesPlugin({
    rules: [...kindRules, codeRule, dividerRule, mathBlockRule, mathRule, ...markRules],
  });
}

const kindRules: readonly InputRule[] = [
  kindRule(/^(#{1,6})\s$/, (match) => ({ kind: 'heading', level: match[1]?.length ?? 1 })),
  kindRule(/^[-*+]\s$/, () => ({ kind: 'bullet' })),
  kindRule(/^\d{1,3}[.)]\s$/, () => ({ kind: 'numbered' })),
  kindRule(/^\[ ?\]\s$/, () => ({ kind: 'task' })),
  kindRule(/^>\s$/, () => ({ kind: 'quote' })),
];

const codeRule = rule(/^```([\w+#-]{0,40})\s$/, ({ state, match, start, end }) => {
  const { block, code_block: code } = schema.nodes;
  const { parent } = state.doc.resolve(start);
  if (parent.type !== block) return null;
  const attrs = { language: match[1] || null, ...keptPlace(parent), ...keptSuggestions(parent) };
  return state.tr.delete(start, end).setBlockType(start, start, code, attrs);
});

/** Three dashes, which some keyboards make into others. */
const dividerRule = rule(/^(?:---|\u2014-|\u2013-)$/, ({ state, start, end }) => {
  const $start = state.doc.resolve(start);
  if ($start.parent.type !== schema.nodes.block || $start.parent.attrs.kind !== 'paragraph') return null;
  const tr = state.tr.delete(start, end);
  return tr.insert($start.before(), schema.nodes.divider.create(keptPlace($start.parent)));
});

const mathBlockRule = rule(/^\$\$\s$/, ({ state, start, end }) => {
  const $start = state.doc.resolve(start);
  if ($start.parent.type !== schema.nodes.block || $start.parent.content.size > end - start) return null;
  const tr = state.tr.delete(start, end);
  const pos = $start.before();
  tr.insert(pos, schema.nodes.math_block.create(keptPlace($start.parent)));
  return tr.setSelection(NodeSelection.create(tr.doc, pos));
});

/** As in Markdown, a sign next to a digit is money. */
const mathRule = rule(/(?:^|[\s(])(\$([^$\s](?:[^$]*[^$\s])?)\$)$/, ({ state, match, start, end }) => {
  const [all, signed, source] = match;
  const { parent } = state.doc.resolve(start);
  if (!signed || !source || parent.type.spec.code || /^\d+(?:[.,]\d+)?\s/.test(source)) return null;
  const from = start + all.length - signed.length;
  return state.tr.replaceWith(from, end, schema.nodes.math_inline.create(null, schema.text(source)));
});

const markRules: readonly InputRule[] = [
  markRule(/(?:^|[\s(])(\*\*([^*\s](?:[^*]*[^*\s])?)\*\*)$/, 'strong'),
  markRule(/(?:^|[\s(])(~~([^~\s](?:[^~]*[^~\s])?)~~)$/, 'strikethrough'),
  markRule(/(?:^|[\s(])(`([^`\s](?:[^`]*[^`\s])?)`)$/, 'code'),
];

/** Text that has just been typed and what of it is in the document already, from `start` to `end`. */
interface Typed {
  readonly state: EditorState;
  readonly match: RegExpMatchArray;
  readonly start: number;
  readonly end: number;
}

function rule(pattern: RegExp, handle: (typed: Typed) => Transaction | null): InputRule {
  return new InputRule(pattern, (state, ...[match, start, end]) => handle({ state, match, start, end }));
}

/** A sign at the start of a paragraph that says what the block is. */
function kindRule(pattern: RegExp, choose: (match: RegExpMatchArray) => KindChoice): InputRule {
  return rule(pattern, ({ state, match, start, end }) => {
    const $start = state.doc.resolve(start);
    if ($start.parent.type !== schema.nodes.block || $start.parent.attrs.kind !== 'paragraph') return null;
    return setAttributes(state.tr.delete(start, end), $start.before(), kindAttributes(choose(match)));
  });
}

/** Signs around text; the last of them has been typed but isn't in the document. */
function markRule(pattern: RegExp, name: PlainMarkName): InputRule {
  return rule(pattern, ({ state, match, start, end }) => {
    const [all, signed, text] = match;
    if (!signed || !text || !state.doc.resolve(start).parent.type.allowsMarkType(schema.marks[name]))
      return null;
    const from = start + all.length - signed.length;
    return withMark(state, { from, end, text, sign: (signed.length - text.length) / 2, name });
  });
}

interface Marked {
  readonly from: number;
  readonly end: number;
  readonly text: string;
  /** How many characters the sign has on each side. */
  readonly sign: number;
  readonly name: PlainMarkName;
}

function withMark(state: EditorState, { from, end, text, sign, name }: Marked): Transaction {
  const type = schema.marks[name];
  return state.tr
    .delete(from + sign + text.length, end)
    .delete(from, from + sign)
    .addMark(from, from + text.length, type.create())
    .removeStoredMark(type);
}
