import type { DOMOutputSpec, Node, NodeSpec, TagParseRule } from 'prosemirror-model';
import { countAttribute, flagAttribute, readCount, readWord, wordAttribute } from './attribute.ts';
import { blockAttributesOf, holdsBlocks } from './blockParse.ts';
import { drawPlaced, flowAttributes, placeFacts, startRange } from './place.ts';

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
/** What a callout is about; without any it is a note. */
export const tones = ['tip', 'important', 'warning', 'caution'] as const;

export type CalloutTone = (typeof tones)[number];

/** A block's attributes as they may be relied on, whatever another client has stored. */
export interface BlockFacts {
  readonly kind: BlockKind;
  /** 1 to 6; 1 for what isn't a heading. */
  readonly level: number;
  /** 0 to 8. */
  readonly indent: number;
  readonly checked: boolean;
  /** The number with which a numbered item begins its list anew; null goes on counting. */
  readonly start: number | null;
  /** What a callout is about; null is a note. */
  readonly tone: CalloutTone | null;
}

/** Shape: any ProseMirror node; one that isn't a block reads as a paragraph. */
export function blockFacts(node: Node): BlockFacts {
  const { level, checked, start, tone } = node.attrs;
  const kind = readWord(node.attrs.kind, blockKinds) ?? 'paragraph';
  return {
    kind,
    level: (kind === 'heading' && readCount(level, levelRange)) || levelRange.min,
    indent: placeFacts(node).indent,
    checked: kind === 'task' && checked === true,
    start: kind === 'numbered' ? readCount(start, startRange) : null,
    tone: kind === 'callout' ? readWord(tone, tones) : null,
  };
}

export function isListKind(kind: BlockKind): boolean {
  return kind === 'bullet' || kind === 'numbered' || kind === 'task';
}

/** Whether blocks that stand deeper right after one of this kind are its content. */
export function holdsFollowing(kind: BlockKind): boolean {
  return isListKind(kind) || kind === 'callout' || kind === 'toggle';
}

export const blockSpec: NodeSpec = {
  group: 'flow cellflow',
  content: 'inline*',
  attrs: {
    kind: { default: 'paragraph', validate: 'string' },
    level: countAttribute,
    ...flowAttributes,
    checked: flagAttribute,
    folded: flagAttribute,
    align: wordAttribute,
    start: countAttribute,
    tone: wordAttribute,
  },
  defining: true,
  parseDOM: parseRules(),
  toDOM: drawBlock,
};

function parseRules(): TagParseRule[] {
  return 'p h1 h2 h3 h4 h5 h6 li blockquote summary dt dd'.split(' ').map((tag) => ({
    tag,
    getAttrs: (element: HTMLElement) => !holdsBlocks(element) && blockAttributesOf(element),
  }));
}

function drawBlock(node: Node): DOMOutputSpec {
  const { kind, level, tone } = blockFacts(node);
  switch (kind) {
    case 'paragraph':
      return drawPlaced(node, { tag: 'p', dir: 'auto' }, 0);
    case 'heading':
      return drawPlaced(node, { tag: `h${level}`, dir: 'auto' }, 0);
    case 'bullet':
    case 'numbered':
    case 'task':
      return drawItem(node);
    case 'quote':
      return drawPlaced(node, { tag: 'p', dir: 'auto' }, 0);
    case 'callout':
      return drawPlaced(
        node,
        { tag: 'div', 'data-kind': kind, 'data-tone': tone, role: 'note', dir: 'auto' },
        ['p', 0],
      );
    case 'toggle':
      return drawPlaced(node, { tag: 'div', 'data-kind': kind, dir: 'auto' }, ['p', 0]);
  }
}

/**
 * Each item is a list of one: ProseMirror draws one element for one node, and items are siblings so that people can
 * move and indent them at once without losing text. `aria-level` says how deep it is; the editor adds which of how many.
 */
function drawItem(node: Node): DOMOutputSpec {
  const { kind, start, indent, checked } = blockFacts(node);
  const list = {
    tag: kind === 'numbered' ? 'ol' : 'ul',
    'data-kind': kind,
    start: start === null ? null : String(start),
    role: 'list',
    dir: 'auto',
  };
  const item = { role: 'listitem', 'aria-level': String(indent + 1) };
  return drawPlaced(
    node,
    list,
    kind === 'task' ? ['li', item, checkbox(checked), ['span', 0]] : ['li', item, 0],
  );
}

function checkbox(checked: boolean): DOMOutputSpec {
  const state = checked ? { checked: '' } : {};
  return [
    'input',
    { type: 'checkbox', ...state, 'aria-label': 'Done', contenteditable: 'false', tabindex: '-1' },
  ];
}
