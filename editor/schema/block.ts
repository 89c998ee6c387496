import type { DOMOutputSpec, Node, NodeSpec, TagParseRule } from 'prosemirror-model';
import { countAttribute, flagAttribute, readCount, readWord, wordAttribute } from './attribute.ts';
import { blockAttributesOf, holdsBlocks } from './blockParse.ts';

/**
 * The one type of text block. What it looks like is in its attributes, because a type can't be changed in Yjs:
 * a heading that were a type of its own would be deleted and written anew, with what others type in it (E7).
 */
export const blockKinds = [
  'paragraph',
  'heading',
  'bullet',
  'numbered',
  'task',
  'quote',
  'callout',
  'toggle',
] as const;

export type BlockKind = (typeof blockKinds)[number];

export const levelRange = { min: 1, max: 6 } as const;
export const indentRange = { min: 1, max: 8 } as const;
export const quotedRange = { min: 1, max: 8 } as const;
export const alignments = ['center', 'right', 'justify'] as const;

/** What every block-level type carries, so that it can stand in a list item or in a quotation. */
export const placeAttributes = {
  indent: countAttribute,
  quoted: countAttribute,
} as const;

/** A block's attributes as they may be relied on, whatever another client has stored. */
export interface BlockFacts {
  readonly kind: BlockKind;
  /** 1 to 6; 1 for what isn't a heading. */
  readonly level: number;
  /** 0 to 8. */
  readonly indent: number;
  readonly checked: boolean;
}

/** Shape: any ProseMirror node; one that isn't a block reads as a paragraph. */
export function blockFacts(node: Node): BlockFacts {
  const { level, indent, checked } = node.attrs;
  const kind = readWord(node.attrs.kind, blockKinds) ?? 'paragraph';
  return {
    kind,
    level: (kind === 'heading' && readCount(level, levelRange)) || levelRange.min,
    indent: readCount(indent, indentRange) ?? 0,
    checked: kind === 'task' && checked === true,
  };
}

export function isListKind(kind: BlockKind): boolean {
  return kind === 'bullet' || kind === 'numbered' || kind === 'task';
}

export const blockSpec: NodeSpec = {
  group: 'flow',
  content: 'inline*',
  attrs: {
    kind: { default: 'paragraph', validate: 'string' },
    level: countAttribute,
    ...placeAttributes,
    checked: flagAttribute,
    folded: flagAttribute,
    align: wordAttribute,
  },
  defining: true,
  parseDOM: parseRules(),
  toDOM: drawBlock,
};

function parseRules(): TagParseRule[] {
  return 'p h1 h2 h3 h4 h5 h6 li blockquote summary dt dd th td'.split(' ').map((tag) => ({
    tag,
    getAttrs: (element: HTMLElement) => !holdsBlocks(element) && blockAttributesOf(element),
  }));
}

function drawBlock(node: Node): DOMOutputSpec {
  const facts = blockFacts(node);
  const outer = { ...placeOf(node), 'data-kind': facts.kind, dir: 'auto' };
  switch (facts.kind) {
    case 'paragraph':
      return ['p', { ...placeOf(node), dir: 'auto' }, 0];
    case 'heading':
      return [`h${facts.level}`, { ...placeOf(node), dir: 'auto' }, 0];
    case 'bullet':
      return ['ul', { ...outer, role: 'list' }, ['li', itemAttributes(facts), 0]];
    case 'numbered':
      return ['ol', { ...outer, role: 'list' }, ['li', itemAttributes(facts), 0]];
    case 'task':
      return [
        'ul',
        { ...outer, role: 'list' },
        ['li', itemAttributes(facts), checkbox(facts.checked), ['span', 0]],
      ];
    case 'quote':
      return ['blockquote', outer, ['p', 0]];
    case 'callout':
      return ['div', { ...outer, role: 'note' }, ['p', 0]];
    case 'toggle':
      return ['div', outer, ['p', 0]];
  }
}

/**
 * Each item is a list of one: ProseMirror draws one element for one node, and items are siblings so that people can
 * move and indent them at once without losing text. `aria-level` says how deep it is.
 */
function itemAttributes(facts: BlockFacts): Record<string, string> {
  return { role: 'listitem', 'aria-level': String(facts.indent + 1) };
}

function checkbox(checked: boolean): DOMOutputSpec {
  const state = checked ? { checked: '' } : {};
  return [
    'input',
    { type: 'checkbox', ...state, 'aria-label': 'Done', contenteditable: 'false', tabindex: '-1' },
  ];
}

/** Where a block-level node stands, as data attributes; null leaves an attribute out. */
export function placeOf(node: Node): Record<string, string | null> {
  const { indent, quoted, align } = node.attrs;
  return {
    'data-indent': textOf(readCount(indent, indentRange)),
    'data-quoted': textOf(readCount(quoted, quotedRange)),
    'data-align': readWord(align, alignments),
  };
}

function textOf(count: number | null): string | null {
  return count === null ? null : String(count);
}
