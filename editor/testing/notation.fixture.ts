import type { Mark, Node } from 'prosemirror-model';
import { EditorState, NodeSelection, TextSelection } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { type MarkName, schema } from '../schema/schema.ts';

/**
 * Documents in one line, for tests. Blocks stand between ` / `; each is dots for its indent, a sign, a blank and its text:
 *
 *   p paragraph, h1 to h6, b bullet, n numbered, t task, T ticked task, q quote, c callout, g toggle, code, --- divider
 *
 * In text: `*strong*`, `_em_`, `+underline+`, `~strikethrough~`, `` `code` ``, `{href text}` a link, `\` a hard break,
 * `|` the caret, `[` and `]` the ends of a selection. An empty document is an empty line.
 */

const signs = {
  p: 'paragraph',
  b: 'bullet',
  n: 'numbered',
  t: 'task',
  T: 'task',
  q: 'quote',
  c: 'callout',
  g: 'toggle',
};
const markSigns: Readonly<Record<string, MarkName>> = {
  '*': 'strong',
  _: 'em',
  '+': 'underline',
  '~': 'strikethrough',
  '`': 'code',
};

/** The state that `line` shows. The caret is at the start if it shows none. */
export function parseState(line: string): EditorState {
  const marksAt: number[] = [];
  const blocks: Node[] = [];
  let pos = 0;
  for (const text of line === '' ? [] : line.split(' / ')) {
    const { node, selected } = parseBlock(text);
    marksAt.push(...selected.map((offset) => pos + offset));
    blocks.push(node);
    pos += node.nodeSize;
  }
  const state = EditorState.create({ doc: schema.node('doc', null, blocks) });
  const [anchor, head = anchor] = marksAt;
  if (anchor === undefined || head === undefined) return state;
  const isNode =
    head - anchor === 1 && state.doc.nodeAt(anchor)?.isAtom && state.doc.resolve(anchor).depth === 0;
  const selection = isNode
    ? NodeSelection.create(state.doc, anchor)
    : TextSelection.create(state.doc, anchor, head);
  return state.apply(state.tr.setSelection(selection));
}

export function parseDoc(line: string): Node {
  return parseState(line).doc;
}

/** The opposite of `parseState`. */
export function showState({ doc, selection }: EditorState): string {
  const ends = new Map<number, string>();
  if (selection instanceof NodeSelection || (selection instanceof TextSelection && !selection.empty)) {
    ends.set(selection.from, '[').set(selection.to, ']');
  } else if (selection instanceof TextSelection) ends.set(selection.from, '|');
  return doc.children.map((node, index) => showBlock(node, startOf(doc, index), ends)).join(' / ');
}

export function showDoc(doc: Node): string {
  return doc.children.map((node, index) => showBlock(node, startOf(doc, index), new Map())).join(' / ');
}

interface Parsed {
  readonly node: Node;
  /** Where the selection's ends are, counted from before the block. */
  readonly selected: readonly number[];
}

function parseBlock(text: string): Parsed {
  if (/^\[?---\]?$/.test(text))
    return { node: schema.nodes.divider.create(), selected: text === '---' ? [] : [0, 1] };
  const [, dots = '', sign = '', rest = ''] = /^(\.*)(code|h[1-6]|[pbntTqcg])(?: (.*))?$/s.exec(text) ?? [];
  if (sign === '') throw new Error(`Not a block: ${text}`);
  const { content, selected } = parseInline(rest, sign === 'code');
  const indent = dots.length || null;
  if (sign === 'code') return { node: schema.nodes.code_block.create({ indent }, content), selected };
  const kind = sign.startsWith('h') ? 'heading' : signs[sign as keyof typeof signs];
  const attrs = {
    kind,
    indent,
    level: sign.startsWith('h') ? Number(sign[1]) : null,
    checked: sign === 'T' || null,
  };
  return { node: schema.nodes.block.create(attrs, content), selected };
}

function parseInline(text: string, isCode: boolean): { content: Node[]; selected: number[] } {
  const content: Node[] = [];
  const selected: number[] = [];
  let marks: readonly Mark[] = [];
  let pos = 1;
  const toggle = (mark: Mark): void => {
    marks = mark.isInSet(marks) ? mark.removeFromSet(marks) : mark.addToSet(marks);
  };
  for (const [token, href] of text.matchAll(/\{(\S+) |./gsu)) {
    const name = isCode ? undefined : markSigns[token];
    if (href) toggle(schema.marks.link.create({ href }));
    else if (name) toggle(schema.marks[name].create());
    else if (token === '}') marks = schema.marks.link.removeFromSet(marks);
    else if ('|[]'.includes(token)) selected.push(pos);
    else {
      content.push(token === '\\' ? schema.nodes.hard_break.create() : schema.text(token, marks));
      pos += token.length;
    }
  }
  return { content, selected };
}

function showBlock(node: Node, pos: number, ends: ReadonlyMap<number, string>): string {
  const end = (at: number) => ends.get(at) ?? '';
  if (node.isLeaf) return node.type.name === 'divider' ? `${end(pos)}---${end(pos + 1)}` : node.type.name;
  let text = '';
  let marks: readonly Mark[] = [];
  let at = pos + 1;
  node.forEach((child) => {
    text += showMarks(marks, child.marks);
    marks = child.marks;
    for (const character of child.isText ? [...(child.text ?? '')] : ['\\']) {
      text += end(at) + character;
      at += child.isText ? character.length : 1;
    }
  });
  return `${signOf(node)} ${text}${end(at)}${showMarks(marks, [])}`;
}

function showMarks(before: readonly Mark[], after: readonly Mark[]): string {
  const closed = before.filter((mark) => !mark.isInSet(after)).reverse();
  const opened = after.filter((mark) => !mark.isInSet(before));
  return (
    closed.map((mark) => markSign(mark, '}')).join('') +
    opened.map((mark) => markSign(mark, `{${mark.attrs.href} `)).join('')
  );
}

function markSign(mark: Mark, link: string): string {
  return Object.entries(markSigns).find(([, name]) => name === mark.type.name)?.[0] ?? link;
}

function signOf(node: Node): string {
  const { kind, level, indent, checked } = blockFacts(node);
  const dots = '.'.repeat(indent);
  if (node.type === schema.nodes.code_block) return `${dots}code`;
  if (kind === 'heading') return `${dots}h${level}`;
  if (checked) return `${dots}T`;
  return dots + (Object.entries(signs).find(([, name]) => name === kind)?.[0] ?? '?');
}

function startOf(doc: Node, index: number): number {
  return doc.children.slice(0, index).reduce((pos, node) => pos + node.nodeSize, 0);
}
