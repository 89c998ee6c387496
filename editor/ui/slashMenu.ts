/**
 * What can be inserted, under the caret while somebody types `/` and a name. The focus stays in the text, which is the field of an ARIA
 * listbox meanwhile: arrow keys move, Enter or Tab chooses, Escape leaves what was typed as text.
 */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import type { InsertTools } from './insertItems.ts';
import { placePopover } from './popover.ts';
import { type Choice, mentionChoices, slashChoices } from './slashChoices.ts';

export interface SlashMenuOptions {
  /** The element that the editor was created in. */
  readonly content: HTMLElement;
  readonly editor: EditorHandle;
  readonly tools: InsertTools;
  /** The names of others who are here, for `@`. */
  readonly names: () => readonly string[];
}

export class SlashMenu {
  readonly #options: SlashMenuOptions;
  readonly #element = document.createElement('div');
  readonly #listening = new AbortController();
  readonly #stop: () => void;
  #choices: readonly Choice[] = [];
  #index = 0;
  #query: string | undefined;

  constructor(options: SlashMenuOptions) {
    this.#options = options;
    const menu = this.#element;
    menu.className = 'menu slash-menu';
    menu.popover = 'manual';
    menu.id = 'slash-menu';
    menu.role = 'listbox';
    menu.ariaLabel = 'Insert';
    // Pressing an item leaves the caret in the text.
    menu.addEventListener('mousedown', (event) => event.preventDefault());
    options.content.after(menu);
    const { signal } = this.#listening;
    options.content.addEventListener('keydown', (event) => this.#onKey(event), { signal, capture: true });
    this.#stop = options.editor.subscribe(() => this.#follow());
    this.#follow();
  }

  destroy(): void {
    this.#stop();
    this.#listening.abort();
    this.#element.remove();
  }

  /** Shows what fits what is typed now, or nothing. */
  #follow(): void {
    const { editor, names } = this.#options;
    const { typed, editable } = editor.peek();
    const key = typed && `${typed.sign}${typed.query}`;
    if (key === this.#query) return;
    this.#query = key;
    this.#index = 0;
    if (!typed || !editable) this.#choices = [];
    else if (typed.sign === '@') this.#choices = mentionChoices(typed.query, names());
    else this.#choices = slashChoices(typed.query, this.#options.tools);
    this.#show();
  }

  #show(): void {
    const { editor } = this.#options;
    const menu = this.#element;
    const isOpen = this.#choices.length > 0;
    render(
      this.#choices.map((choice, index) => this.#template(choice, index)),
      menu,
    );
    if (isOpen && !menu.matches(':popover-open')) menu.showPopover();
    if (!isOpen && menu.matches(':popover-open')) menu.hidePopover();
    const typed = editor.peek().typed;
    if (isOpen && typed)
      placePopover({ popover: menu, anchor: editor.view.coordsAtPos(typed.from), align: 'start' });
    menu.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    this.#tell(isOpen);
  }

  /** Tells assistive technology which item is meant while the focus stays in the text. */
  #tell(isOpen: boolean): void {
    const field = this.#options.editor.view.dom;
    if (isOpen) {
      field.setAttribute('aria-controls', this.#element.id);
      field.setAttribute('aria-autocomplete', 'list');
      field.setAttribute('aria-activedescendant', optionId(this.#index));
    } else
      for (const name of ['aria-controls', 'aria-autocomplete', 'aria-activedescendant'])
        field.removeAttribute(name);
  }

  #template({ label, icon, hint }: Choice, index: number): TemplateResult {
    return html`<div
      class="menu-item"
      role="option"
      id=${optionId(index)}
      aria-selected=${String(index === this.#index)}
      @click=${() => this.#choose(index)}
      @pointermove=${() => this.#move(index)}
    >
      ${icon}<span class="menu-label">${label}</span>
      ${hint === undefined ? nothing : html`<span class="menu-hint" aria-hidden="true">${hint}</span>`}
    </div>`;
  }

  #move(index: number): void {
    if (index === this.#index) return;
    this.#index = index;
    this.#show();
  }

  #choose(index: number): void {
    const choice = this.#choices[index];
    if (!choice) return;
    const { commands } = this.#options.editor;
    commands.takeTypedSign();
    choice.run(commands);
  }

  #onKey(event: KeyboardEvent): void {
    const count = this.#choices.length;
    if (count === 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key === 'ArrowDown') this.#move((this.#index + 1) % count);
    else if (key === 'ArrowUp') this.#move((this.#index - 1 + count) % count);
    else if (key === 'Enter' || (key === 'Tab' && !event.shiftKey)) this.#choose(this.#index);
    else if (key === 'Escape') this.#options.editor.commands.closeTypedSign();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function optionId(index: number): string {
  return `slash-option-${index}`;
}
