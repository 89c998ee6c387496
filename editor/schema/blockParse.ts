import type { Attrs } from 'prosemirror-model';

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
  return { ...kind, ...placeAttributesOf(element, own), align: alignOf(element) };
}

/** How many of the lists and quotations around an element it is itself. */
interface Own {
  readonly lists: number;
  readonly quotations: number;
}

/** Shape: `indent` and `quoted`, which every block-level ProseMirror node has. */
export function placeAttributesOf(
  element: Element,
  { lists, quotations }: Own = { lists: 0, quotations: 0 },
): Attrs {
  return {
    indent: drawn(element, 'data-indent') ?? limited(depthOf(element, 'ul, ol') - lists),
    quoted: drawn(element, 'data-quoted') ?? limited(depthOf(element, 'blockquote') - quotations),
  };
}

function kindOf(element: Element): Attrs {
  const heading = /^H([1-6])$/.exec(element.tagName);
  if (heading) return { kind: 'heading', level: Number(heading[1]) };
  const item = itemOf(element);
  if (item) return itemKind(item);
  const named = element.closest('[data-kind="callout"], [data-kind="toggle"]')?.getAttribute('data-kind');
  return { kind: named ?? (element.closest('blockquote') ? 'quote' : 'paragraph') };
}

function itemKind(item: Element): Attrs {
  const box = item.querySelector(
    ':scope > input[type="checkbox"], :scope > p:first-child > input[type="checkbox"]',
  );
  if (box) return { kind: 'task', checked: box.hasAttribute('checked') || null };
  return { kind: item.parentElement?.tagName === 'OL' ? 'numbered' : 'bullet' };
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
  const text = element.closest(`[${attribute}]`)?.getAttribute(attribute);
  return text ? limited(Number(text)) : null;
}

function alignOf(element: HTMLElement): string | null {
  const align = element.closest('[data-align]')?.getAttribute('data-align') ?? element.style.textAlign;
  return align === 'center' || align === 'right' || align === 'justify' ? align : null;
}

function depthOf(element: Element, selector: string): number {
  let depth = 0;
  for (let at = element.closest(selector); at; at = at.parentElement?.closest(selector) ?? null) depth += 1;
  return depth;
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
  return Number.isInteger(count) && count >= 1 ? Math.min(count, 8) : null;
}
