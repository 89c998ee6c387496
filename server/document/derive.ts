import * as Y from 'yjs';
import { contentName, metaName, titleKey } from './layout.ts';

/** What the list shows of a document. Structurally persistence's `Summary`. */
export interface Summary {
  readonly title: string;
  readonly excerpt: string;
  /** Counted as `Intl.Segmenter` does, in at most `wordTextMax` UTF-16 units of text. */
  readonly words: number;
}

const excerptMax = 200;
const fallbackTitleMax = 80;
const titleMax = 300;
/** Segmenting costs about a second for some millions of units; nobody needs the exact number of words beyond. */
const wordTextMax = 1_000_000;
/** A block nested deeper than this is left out; the walk has no recursion, this bounds its memory. */
const depthMax = 200;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Reads title, excerpt and number of words. A document of another application has none, which is no error. */
export function describe(doc: Y.Doc): Summary {
  const blocks = textBlocks(doc);
  const text = blocks.join(' ');
  const title = cut(readTitle(doc), titleMax);
  return {
    title: title === '' ? cut(blocks[0] ?? '', fallbackTitleMax) : title,
    excerpt: cut(text, excerptMax),
    words: countWords(text.slice(0, wordTextMax)),
  };
}

function readTitle(doc: Y.Doc): string {
  const title = doc.getMap(metaName).get(titleKey);
  if (typeof title === 'string') return fold(title);
  return title instanceof Y.Text ? fold(plainText(title)) : '';
}

/** The text of each element, whitespace folded, without those that have none. */
function textBlocks(doc: Y.Doc): readonly string[] {
  const blocks: string[] = [];
  let block = '';
  const endBlock = () => {
    const folded = fold(block);
    if (folded !== '') blocks.push(folded);
    block = '';
  };
  const stack: Iterator<unknown>[] = [children(doc.getXmlFragment(contentName))];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { value, done } = top.next();
    if (done === true) {
      stack.pop();
      endBlock();
    } else if (value instanceof Y.Text) {
      block += plainText(value);
    } else if (value instanceof Y.XmlFragment && stack.length < depthMax) {
      endBlock();
      stack.push(children(value));
    }
  }
  return blocks;
}

function children(parent: Y.XmlFragment): Iterator<unknown> {
  return parent.toArray()[Symbol.iterator]();
}

/** `toString` of an XML text writes its formats as tags; this leaves formats and embeds out. */
function plainText(text: Y.Text): string {
  let plain = '';
  for (const { insert } of text.toDelta() as readonly { readonly insert: unknown }[]) {
    plain += typeof insert === 'string' ? insert : ' ';
  }
  return plain;
}

function fold(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Cuts between graphemes, so never within an emoji. */
function cut(text: string, unitsMax: number): string {
  if (text.length <= unitsMax) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, unitsMax + 1))) {
    if (index + segment.length > unitsMax) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd();
}

function countWords(text: string): number {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike === true) count++;
  return count;
}
