import type { Page } from 'playwright-core';
import type { Visitor } from './visitor.ts';

/** What a program puts on the clipboard, by type. */
export type Clipboard = Readonly<Record<string, string>>;

/** Another program on the visitor's machine, from which they copy: the clipboard is the browser's own, and nothing cleans it. */
export class OtherProgram {
  readonly #visitor: Visitor;
  readonly #page: Page;

  private constructor(visitor: Visitor, page: Page) {
    this.#visitor = visitor;
    this.#page = page;
  }

  static async start(visitor: Visitor): Promise<OtherProgram> {
    return new OtherProgram(visitor, await visitor.context.newPage());
  }

  /** With Ctrl+C; then the visitor's page is in front again. */
  async copy(clipboard: Clipboard): Promise<void> {
    await this.#page.bringToFront();
    await this.#page.evaluate((data) => {
      document.body.textContent = 'something selected';
      getSelection()?.selectAllChildren(document.body);
      document.oncopy = (event) => {
        for (const [type, text] of Object.entries(data)) event.clipboardData?.setData(type, text);
        event.preventDefault();
      };
    }, clipboard);
    await this.#page.keyboard.press('Control+c');
    await this.#visitor.page.bringToFront();
  }
}
