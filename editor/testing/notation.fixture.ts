import type { Mark, Node } from 'prosemirror-model';
import { EditorState, NodeSelection, TextSelection } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { type MarkName, schema } from '../schema/schema.ts';

/**
 * Documents in one line, for tests. Blocks stand between ` / `; each is dots for its indent, a sign, a blank and its text:
 *
 *   p paragraph, h1 to h6, b bullet, n numbered, t task, T ticked task, q quote, c callout, g toggle, code, math, fig figure
 *   with its caption, --- divider
 *   tb table: its rows between ` ;; `, their cells between ` ; `, each one block; a header cell begins with `!`
 *
 * In text: `*strong*`, `_em_`, `+underline+`, `~strikethrough~`, `` `code` ``, `{href text}` a link, `$math$`, `\` a hard break,
 * `(c1)` where a comment of thread 1 begins or ends, `(+1:2)` an insertion that is suggested with the id `1:2`, `(-1:2)` a deletion;
 * these two, and `(~1:2)` a modification, stand behind the sign of a block that is suggested: `p(+1:2) one`. `|` the caret, `[` and `]` the ends of a selection. An empty document is an empty line.
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
const annotationSigns = {
  c: { mark: 'comment', attribute: 'thread' },
  '+': { mark: 'insertion', attribute: 'id' },
  '-': { mark: 'deletion', attribute: 'id' },
} as const;
const suggestionSigns = { '+': 'insertion', '-': 'deletion', '~': 'modification' } as const;

const markSigns: Readonly<Record<string, MarkName>> = {
  '*': 'strong',
  _: 'em',
  '+': 'underline',
  '~': 'strikethrough',
  '`': 'code',
};

/** Blocks of text that are types of their own. */
const otherTextblocks: Readonly<Record<string, 'code_block' | 'math_block' | 'figure'>> = {
  code: 'code_block',
  math: 'math_block',
  fig: 'figure',
};
const blockPattern = /^(\.*)(code|math|fig|tb|h[1-6]|[pbntTqcg])((?:\([+~-][\w:]+\))*)(?: (.*))?$/s;

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
  const [, dots = '', sign = '', suggestions = '', rest = ''] = blockPattern.exec(text) ?? [];
  if (sign === '') throw new Error(`Not a block: ${text}`);
  if (sign === 'tb') return parseTable(rest);
  const { content, selected } = parseInline(rest, sign === 'code' || sign === 'math');
  const place = { indent: dots.length || null, ...parseSuggestions(suggestions) };
  const type = otherTextblocks[sign];
  if (type) return { node: schema.nodes[type].create(place, content), selected };
  const kind = sign.startsWith('h') ? 'heading' : signs[sign as keyof typeof signs];
  const attrs = {
    kind,
    ...place,
    level: sign.startsWith('h') ? Number(sign[1]) : null,
    checked: sign === 'T' || null,
  };
  return { node: schema.nodes.block.create(attrs, content), selected };
}

function parseSuggestions(signed: string): Readonly<Record<string, string>> {
  const found = [...signed.matchAll(/\(([+~-])([\w:]+)\)/g)];
  return Object.fromEntries(
    found.map(([, sign = '', id = '']) => [suggestionSigns[sign as keyof typeof suggestionSigns], id]),
  );
}

function showSuggestions({ attrs }: Node): string {
  const signed = Object.entries(suggestionSigns).filter(([, name]) => attrs[name] != null);
  return signed.map(([sign, name]) => `(${sign}${attrs[name]})`).join('');
}

function annotationOf(token: string): Mark | undefined {
  const [, sign, id] = /^\(([c+-])([\w:]+)\)$/.exec(token) ?? [];
  if (sign === undefined) return undefined;
  const { mark, attribute } = annotationSigns[sign as keyof typeof annotationSigns];
  return schema.marks[mark].create({ [attribute]: id });
}

function parseTable(text: string): Parsed {
  const selected: number[] = [];
  let pos = 1;
  const rows = text.split(' ;; ').map((row) => {
    pos += 1;
    const cells = row.split(' ; ').map((cell) => {
      const block = parseBlock(cell.replace(/^!/, ''));
      selected.push(...block.selected.map((offset) => pos + 1 + offset));
      const node = schema.nodes.table_cell.create({ header: cell.startsWith('!') || null }, block.node);
      pos += node.nodeSize;
      return node;
    });
    pos += 1;
    return schema.nodes.table_row.create(null, cells);
  });
  return { node: schema.nodes.table.create(null, rows), selected };
}

function parseInline(text: string, isCode: boolean): { content: Node[]; selected: number[] } {
  const content: Node[] = [];
  const selected: number[] = [];
  let marks: readonly Mark[] = [];
  let pos = 1;
  const toggle = (mark: Mark): void => {
    marks = mark.isInSet(marks) ? mark.removeFromSet(marks) : mark.addToSet(marks);
  };
  for (const [token, href] of text.matchAll(/\{(\S+) |\$[^$]+\$|\([c+-][\w:]+\)|./gsu)) {
    const annotation = annotationOf(token);
    const name = isCode ? undefined : markSigns[token];
    if (token.length > 2 && token.startsWith('$') && !isCode) {
      const math = parseInline(token.slice(1, -1), true);
      selected.push(...math.selected.map((offset) => pos + offset));
      const node = schema.nodes.math_inline.create(null, math.content);
      content.push(node);
      pos += node.nodeSize;
    } else if (annotation) toggle(annotation);
    else if (href && !isCode) toggle(schema.marks.link.create({ href }));
    else if (name) toggle(schema.marks[name].create());
    else if (token === '}' && !isCode) marks = schema.marks.link.removeFromSet(marks);
    else if ('|[]'.includes(token)) selected.push(pos);
    else {
      content.push(token === '\\' && !isCode ? schema.nodes.hard_break.create() : schema.text(token, marks));
      pos += token.length;
    }
  }
  return { content, selected };
}

function showBlock(node: Node, pos: number, ends: ReadonlyMap<number, string>): string {
  const end = (at: number) => ends.get(at) ?? '';
  if (node.type === schema.nodes.table) return showTable(node, pos, ends);
  if (node.isLeaf) return node.type.name === 'divider' ? `${end(pos)}---${end(pos + 1)}` : node.type.name;
  return `${signOf(node)}${showSuggestions(node)} ${showInline(node, pos, ends)}`;
}

function showTable(table: Node, pos: number, ends: ReadonlyMap<number, string>): string {
  const rows: string[] = [];
  table.forEach((row, offset) => {
    const cells: string[] = [];
    row.forEach((cell, inRow) => {
      const at = pos + 1 + offset + 1 + inRow;
      const blocks = cell.children.map((block, index) =>
        showBlock(block, at + 1 + startOf(cell, index), ends),
      );
      cells.push(`${cell.attrs.header === true ? '!' : ''}${blocks.join(' , ')}`);
    });
    rows.push(cells.join(' ; '));
  });
  return `tb ${rows.join(' ;; ')}`;
}

function showInline(node: Node, pos: number, ends: ReadonlyMap<number, string>): string {
  const end = (at: number) => ends.get(at) ?? '';
  let text = '';
  let marks: readonly Mark[] = [];
  let at = pos + 1;
  node.forEach((child) => {
    text += showMarks(marks, child.marks);
    marks = child.marks;
    if (child.type === schema.nodes.math_inline) {
      text += `${end(at)}$${showInline(child, at, ends)}$`;
      at += child.nodeSize;
      return;
    }
    for (const character of child.isText ? [...(child.text ?? '')] : ['\\']) {
      text += end(at) + character;
      at += child.isText ? character.length : 1;
    }
  });
  return `${text}${end(at)}${showMarks(marks, [])}`;
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
  const annotation = Object.entries(annotationSigns).find(([, { mark: name }]) => name === mark.type.name);
  if (annotation) return `(${annotation[0]}${mark.attrs[annotation[1].attribute]})`;
  return Object.entries(markSigns).find(([, name]) => name === mark.type.name)?.[0] ?? link;
}

function signOf(node: Node): string {
  const { kind, level, indent, checked } = blockFacts(node);
  const dots = '.'.repeat(indent);
  const other = Object.entries(otherTextblocks).find(([, name]) => name === node.type.name)?.[0];
  if (other) return dots + other;
  if (kind === 'heading') return `${dots}h${level}`;
  if (checked) return `${dots}T`;
  return dots + (Object.entries(signs).find(([, name]) => name === kind)?.[0] ?? '?');
}

function startOf(doc: Node, index: number): number {
  return doc.children.slice(0, index).reduce((pos, node) => pos + node.nodeSize, 0);
}
