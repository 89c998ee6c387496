import type { Attrs } from 'prosemirror-model';
import { suggestionAttributesOf } from './annotation.ts';
import { readCount, readWord } from './attribute.ts';
import { alignments, indentRange, startRange } from './place.ts';

/**
 * HTML to a block's attributes: what a paragraph, heading or list item is follows from the elements around it,
 * since blocks are siblings here and nested there. Reads our own drawing, and ordinary HTML from the clipboard.
 */

const blockTags =
  'p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, dl, blockquote, pre, hr, table, section, article, aside, figure, details';

/** Whether `element` is only a container: its children become the blocks. A list in an item comes after its text. */
export function holdsBlocks(element: Element): boolean {
  const first = firstElement(element);
  return first?.matches(blockTags) === true && !textBefore(first);
}

/** Shape: the attributes of a `block`, all of them valid. */
export function blockAttributesOf(element: HTMLElement): Attrs {
  const kind = kindOf(element);
  // A list item stands one less deep than the lists around it, and a quote in one quotation less: that one is its kind.
  const own = { lists: itemOf(element) ? 1 : 0, quotations: kind.kind === 'quote' ? 1 : 0 };
  return { ...kind, ...flowAttributesOf(element, own), align: alignOf(element) };
}

/** How many of the lists and quotations around an element it is itself. */
interface Own {
  readonly lists: number;
  readonly quotations: number;
}

/** Shape: `indent`, `quoted` and what is suggested, which every block-level ProseMirror node has. */
export function flowAttributesOf(
  element: Element,
  { lists, quotations }: Own = { lists: 0, quotations: 0 },
): Attrs {
  return {
    indent: drawn(element, 'data-indent') ?? limited(depthOf(element, 'ul, ol') - lists),
    quoted: drawn(element, 'data-quoted') ?? limited(depthOf(element, 'blockquote') - quotations),
    ...suggestionAttributesOf((name) => written(element, name)),
  };
}

function kindOf(element: Element): Attrs {
  const heading = /^H([1-6])$/.exec(element.tagName);
  if (heading) return { kind: 'heading', level: Number(heading[1]) };
  const item = itemOf(element);
  if (item) return itemKind(item);
  const named = around(element, '[data-kind="callout"], [data-kind="toggle"]');
  if (named) return { kind: named.getAttribute('data-kind'), tone: named.getAttribute('data-tone') };
  return { kind: isQuotation(element) ? 'quote' : 'paragraph' };
}

/** Whether text in a quotation is one by itself; our own drawing says so, and elsewhere it always is. */
function isQuotation(element: Element): boolean {
  const quotation = around(element, 'blockquote');
  return quotation !== null && quotation.getAttribute('data-quote') !== 'around';
}

function itemKind(item: Element): Attrs {
  const box = item.querySelector(
    ':scope > input[type="checkbox"], :scope > p:first-child > input[type="checkbox"]',
  );
  if (box) return { kind: 'task', checked: box.hasAttribute('checked') || null };
  const list = item.parentElement;
  return list?.tagName === 'OL' ? { kind: 'numbered', start: startOf(list, item) } : { kind: 'bullet' };
}

/** The number that a list begins with, which its first item has; 1 goes without saying. */
function startOf(list: Element, item: Element): number | null {
  const start = Number(list.getAttribute('start') ?? '1');
  return list.firstElementChild === item && start !== 1 ? readCount(start, startRange) : null;
}

/** The list item whose bullet stands before `element`: itself, or its parent if nothing precedes it there. */
function itemOf(element: Element): Element | null {
  if (element.tagName === 'LI') return element;
  const parent = element.parentElement;
  const leads = parent?.tagName === 'LI' && firstElement(parent) === element && !textBefore(element);
  return leads ? parent : null;
}

/** What our own drawing says, which has no elements around it to count. */
function drawn(element: Element, attribute: string): number | null {
  const text = written(element, attribute);
  return text ? limited(Number(text)) : null;
}

function written(element: Element, attribute: string): string | null {
  return around(element, `[${attribute}]`)?.getAttribute(attribute) ?? null;
}

function alignOf(element: HTMLElement): string | null {
  const align = around(element, '[data-align]')?.getAttribute('data-align') ?? element.style.textAlign;
  return readWord(align, alignments);
}

function depthOf(element: Element, selector: string): number {
  const found = around(element, selector);
  if (!found) return 0;
  return 1 + (found.parentElement ? depthOf(found.parentElement, selector) : 0);
}

/** The nearest such element that holds `element` or is it. What is around a table isn't around what stands in its cells. */
function around(element: Element, selector: string): Element | null {
  const found = element.closest(selector);
  const cell = element.closest('td, th');
  return found && (!cell || (cell !== found && cell.contains(found))) ? found : null;
}

function firstElement(element: Element): Element | null {
  const first = element.firstElementChild;
  return first?.matches('input[type="checkbox"]') ? first.nextElementSibling : first;
}

function textBefore(element: Element): boolean {
  for (let at = element.previousSibling; at; at = at.previousSibling)
    if (at.nodeType === 3 && at.textContent?.trim()) return true;
  return false;
}

function limited(count: number): number | null {
  return Number.isInteger(count) && count >= 1 ? Math.min(count, indentRange.max) : null;
}
