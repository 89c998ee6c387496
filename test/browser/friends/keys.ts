import type { Locator, Page } from 'playwright-core';
import type { Visitor } from '../visitor.ts';

/** A place in the text: which block, and how many UTF-16 units into it. */
export interface Place {
  readonly block: number;
  readonly offset: number;
}

/** So near the arrow keys are taken, and the mouse for what is farther. */
const arrowsMax = 8;
const attemptsMax = 6;

/** What a person does at a page with a keyboard and a mouse, and what they look at meanwhile. */
export class Keys {
  readonly #page: Page;
  readonly #content: Locator;
  readonly #visitor: Visitor;
  /** Where the caret is to be after what was pressed last; undefined when somebody else may have moved it. */
  #expected: number | undefined;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
    this.#page = visitor.page;
    this.#content = visitor.content;
  }

  /** The lines of text that the page shows. */
  async lines(): Promise<readonly string[]> {
    return this.#visitor.blocks();
  }

  /** To be called when something has come in. */
  lookAgain(): void {
    this.#expected = undefined;
  }

  /** Whether the caret is known to be there. */
  isAt(offset: number): boolean {
    return this.#expected === offset;
  }

  /** Puts the caret to `offset` of the whole text, in which lines end with one unit. */
  async goTo(offset: number, lines: readonly string[]): Promise<void> {
    if (this.#expected === offset) return;
    const wanted = placeOf(offset, lines);
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const seen = await this.#content.evaluate(readCaret);
      const distance = seen ? offset - offsetOf(seen, lines) : Number.POSITIVE_INFINITY;
      if (distance === 0) {
        this.#expected = offset;
        return;
      }
      if (Math.abs(distance) <= arrowsMax) await this.#pressArrows(distance);
      else await this.#click(wanted);
    }
    throw new Error(
      `The caret does not get to ${JSON.stringify(wanted)} of ${JSON.stringify(lines[wanted.block])}`,
    );
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
    if (this.#expected !== undefined) this.#expected += text.length;
  }

  /** Takes away the unit before the caret. */
  async backspace(): Promise<void> {
    await this.#page.keyboard.press('Backspace');
    if (this.#expected !== undefined) this.#expected -= 1;
  }

  /** Takes away the unit after the caret. */
  async delete(): Promise<void> {
    await this.#page.keyboard.press('Delete');
  }

  /** What typing has made of a line is taken back, and the text stands as it was typed. */
  async takeBack(): Promise<void> {
    await this.#page.keyboard.press('Backspace');
  }

  async escape(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }

  async #pressArrows(distance: number): Promise<void> {
    const key = distance < 0 ? 'ArrowLeft' : 'ArrowRight';
    for (let count = 0; count < Math.abs(distance); count += 1) await this.#page.keyboard.press(key);
  }

  async #click(place: Place): Promise<void> {
    const { x, y } = await this.#content.evaluate(pointOf, place);
    await this.#page.mouse.click(x, y);
  }
}

export function placeOf(offset: number, lines: readonly string[]): Place {
  let rest = offset;
  for (const [block, line] of lines.entries()) {
    if (rest <= line.length) return { block, offset: rest };
    rest -= line.length + 1;
  }
  throw new RangeError(`${offset} is behind the end`);
}

function offsetOf({ block, offset }: Place, lines: readonly string[]): number {
  return lines.slice(0, block).reduce((sum, line) => sum + line.length + 1, offset);
}

/** Where the page says that the caret is, when it has been drawn. Runs in the page, so it can use nothing from outside. */
async function readCaret(content: Element): Promise<Place | undefined> {
  await new Promise((drawn) => requestAnimationFrame(drawn));
  const selection = getSelection();
  const node = selection?.focusNode;
  if (!selection || !node || !selection.isCollapsed || !content.contains(node)) return undefined;
  const block = [...content.children].findIndex((child) => child.contains(node));
  const child = content.children[block];
  if (!child) return undefined;
  const range = document.createRange();
  range.selectNodeContents(child);
  range.setEnd(node, selection.focusOffset);
  const before = range.cloneContents();
  for (const caret of before.querySelectorAll('.scriptorium-caret')) caret.remove();
  return { block, offset: before.textContent?.length ?? 0 };
}

/** Where on the screen a place is, after it was scrolled to. Runs in the page. */
function pointOf(content: Element, { block, offset }: Place): { readonly x: number; readonly y: number } {
  const child = content.children[block];
  if (!child) throw new Error(`There is no block ${block}`);
  const texts: Text[] = [];
  const walker = document.createTreeWalker(child, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (
      walker.currentNode instanceof Text &&
      !walker.currentNode.parentElement?.closest('.scriptorium-caret')
    )
      texts.push(walker.currentNode);
  const range = document.createRange();
  range.selectNodeContents(child);
  range.collapse(true);
  let rest = offset;
  for (const text of texts) {
    if (rest <= text.length) {
      range.setStart(text, rest);
      range.collapse(true);
      break;
    }
    rest -= text.length;
  }
  // A collapsed range in an empty block has no box of its own. (No function may have a name in here: compilers add to these.)
  for (const isScrolled of [false, true]) {
    const own = range.getBoundingClientRect();
    const { left, top, height, bottom } = own.height > 0 ? own : child.getBoundingClientRect();
    const isSeen = top >= innerHeight * 0.25 && bottom <= innerHeight * 0.9;
    if (isSeen || isScrolled) return { x: left + 0.5, y: height > 40 ? top + 12 : top + height / 2 };
    scrollBy(0, (top + bottom - innerHeight) / 2);
  }
  throw new Error('Nothing is there');
}
