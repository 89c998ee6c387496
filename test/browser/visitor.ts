import type { BrowserContext, Locator, Page } from 'playwright-core';

/** The text of the document, as somebody would point at it. */
export function textOf(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Text of the document' });
}

/** Until the head of the document says this about saving. */
export function whenSays(page: Page, words: RegExp): Promise<void> {
  return page.locator('[data-place=save]', { hasText: words }).waitFor();
}

/** Somebody at a page, with what they can see of it. */
export class Visitor {
  readonly name: string;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of the page that nobody caught. */
  readonly errors: Error[] = [];

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name;
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => isFailure(error) && this.errors.push(error));
  }

  static async create(
    context: BrowserContext,
    person: { readonly name: string; readonly color: string },
  ): Promise<Visitor> {
    await context.addInitScript((text) => {
      // Frames of other sites have no storage to speak of.
      if (self === top) localStorage.setItem('scriptorium.person', text);
    }, JSON.stringify(person));
    return new Visitor(person.name, context, await context.newPage());
  }

  get content(): Locator {
    return textOf(this.page);
  }

  /** Opens a document and waits until it can be typed into. */
  async open(document: string): Promise<void> {
    await this.page.goto(`/d/${encodeURIComponent(document)}`);
    await this.content.waitFor();
  }

  /** Opens the list when it has a document of this title: the server derives titles a moment after they were typed. */
  async openListWith(title: string): Promise<void> {
    await this.page.goto('/');
    await this.page.getByRole('link', { name: title, exact: true }).waitFor();
  }

  /** Puts the cursor at the end of the document and types with real keys; `\n` is Enter. */
  async typeAtEnd(text: string): Promise<void> {
    await this.goTo('end');
    await this.type(text);
  }

  async typeAtStart(text: string): Promise<void> {
    await this.goTo('start');
    await this.type(text);
  }

  /** As a person would: presses the key, looks where the cursor stands, and presses it again if it is not there. */
  async goTo(place: 'start' | 'end'): Promise<void> {
    await this.content.focus();
    do {
      await this.page.keyboard.press(place === 'end' ? 'Control+End' : 'Control+Home');
    } while (!(await this.content.evaluate(caretIsAt, place)));
  }

  /** One key after the other, by their names. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** The text of each block, without the cursors of others. */
  blocks(): Promise<readonly string[]> {
    return this.content.evaluate(readBlocks);
  }

  /** Until the head of the document says so: `Saved`, `Offline — …`. */
  async whenSaving(words: RegExp): Promise<void> {
    await whenSays(this.page, words);
  }

  /** Until somebody's named cursor stands in the text. */
  async whenSeesCursorOf(name: string): Promise<void> {
    await this.content.locator('.scriptorium-caret', { hasText: name }).waitFor({ state: 'attached' });
  }

  async leave(): Promise<void> {
    // A page with unsaved text would ask whether one really wants to leave.
    await this.page.close({ runBeforeUnload: false });
    await this.context.close();
  }
}

/** The browser gives up the transition between two pages when a test looks at the second before its styles are there: that harms nobody. */
export function isFailure(error: Error): boolean {
  return !error.message.includes('ViewTransition opt-in disabled');
}

/** Runs in the page, so it can use nothing from outside. */
export function readBlocks(content: Element): readonly string[] {
  const copy = content.cloneNode(true) as Element;
  for (const caret of copy.querySelectorAll('.scriptorium-caret')) caret.remove();
  return [...copy.children].map((block) => block.textContent ?? '');
}

/** Looks when the page has been drawn twice: by then it has told its scripts of the new selection. */
async function caretIsAt(content: Element, place: 'start' | 'end'): Promise<boolean> {
  for (const _frame of [1, 2]) await new Promise((drawn) => requestAnimationFrame(drawn));
  const selection = getSelection();
  if (selection?.focusNode == null) return false;
  const rest = document.createRange();
  rest.selectNodeContents(content);
  if (place === 'end') rest.setStart(selection.focusNode, selection.focusOffset);
  else rest.setEnd(selection.focusNode, selection.focusOffset);
  const between = rest.cloneContents();
  for (const caret of between.querySelectorAll('.scriptorium-caret')) caret.remove();
  return between.children.length <= 1 && between.textContent === '';
}
