/** The popover in which a link is given its address, by Mod-k or from the toolbar; it opens at the selection. */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import { parseHref } from '../schema/link.ts';
import { type Anchor, showPopover } from './popover.ts';

export class LinkEditor {
  readonly #editor: EditorHandle;
  readonly #element = document.createElement('div');
  #href: string | undefined;
  #sentence: string | undefined;

  constructor(editor: EditorHandle) {
    this.#editor = editor;
    this.#element.className = 'popover link-editor';
    this.#element.popover = 'auto';
    this.#element.role = 'dialog';
    this.#element.ariaLabel = 'Link';
    document.body.append(this.#element);
  }

  destroy(): void {
    this.#element.remove();
  }

  open(): void {
    if (!this.#editor.peek().editable) return;
    // The focus goes back to the text when the popover closes, so it has to be there when it opens.
    this.#editor.focus();
    this.#href = this.#editor.peek().linkHref;
    this.#sentence = undefined;
    this.#render();
    const field = this.#element.querySelector('input');
    if (field) field.value = this.#href ?? '';
    showPopover({ popover: this.#element, anchor: anchorOf(this.#editor.view), align: 'start' });
    field?.focus();
    field?.select();
  }

  #close(): void {
    this.#element.hidePopover();
    this.#editor.focus();
  }

  #render(): void {
    render(this.#template(), this.#element);
  }

  #template(): TemplateResult {
    return html`<form class="link-form" @submit=${this.#submit} novalidate>
      <label class="field-label" for="link-address">Address</label>
      <div class="link-row">
        <input
          class="field"
          id="link-address"
          type="url"
          inputmode="url"
          autocomplete="off"
          spellcheck="false"
          placeholder="example.org"
          aria-describedby="link-error"
          aria-invalid=${this.#sentence === undefined ? nothing : 'true'}
        />
        <button class="button" data-tone="primary" type="submit">Apply</button>
      </div>
      <p class="field-error" id="link-error" role="alert">${this.#sentence ?? nothing}</p>
      ${this.#href === undefined ? nothing : this.#existing(this.#href)}
    </form>`;
  }

  #existing(href: string): TemplateResult {
    const openable = parseHref(href);
    return html`<div class="link-actions">
      ${
        openable === null
          ? nothing
          : html`<a class="button" data-tone="quiet" href=${openable} target="_blank" rel="noopener noreferrer"
              >Open link</a
            >`
      }
      <button class="button" data-tone="quiet" type="button" @click=${this.#remove}>Remove link</button>
    </div>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = this.#element.querySelector('input')?.value.trim() ?? '';
    if (typed === '' && this.#href !== undefined) this.#remove();
    else if (typed === '') this.#complain('Type or paste an address first.');
    else if (parseHref(typed) === null) this.#complain('This is not an address that can be opened.');
    else if (this.#editor.commands.setLink(typed)) this.#close();
    else this.#complain('There is no text here that can be a link. Select some words of one block.');
  };

  #complain(sentence: string): void {
    this.#sentence = sentence;
    this.#render();
  }

  readonly #remove = (): void => {
    this.#editor.commands.removeLink();
    this.#close();
  };
}

/** The rectangle of the caret, or of the beginning of the selection. */
function anchorOf(view: EditorHandle['view']): Anchor {
  return view.coordsAtPos(view.state.selection.from);
}
