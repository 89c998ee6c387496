/**
 * A button that opens a menu, after the ARIA authoring practices: Down or Enter opens it on its first item or on
 * the chosen one, arrows and first letters move, Escape closes and gives the focus back.
 */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { showPopover } from './popover.ts';
import { RovingFocus } from './rovingFocus.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string | TemplateResult;
  readonly icon?: TemplateResult;
  /** Shown at the end of the line, for instance keys. */
  readonly hint?: string;
  readonly tone?: 'danger';
  /** Present where the items are a choice among several; says whether it is this one. */
  readonly checked?: boolean;
}

export interface MenuOptions {
  readonly button: HTMLElement;
  /** The name of the menu for screen readers. */
  readonly label: string;
  readonly align: 'start' | 'end';
  /** The items as they are when the menu opens. */
  items(): readonly MenuItem[];
  choose(id: string): void;
}

/** Makes the button open its menu. The menu lives beside the button, and goes with it. */
export class Menu {
  readonly #options: MenuOptions;
  readonly #element = document.createElement('div');
  readonly #roving: RovingFocus;
  /** Set when a press closes the menu, so that the click which follows on the button does not reopen it. */
  #closedByPress = false;

  constructor(options: MenuOptions) {
    this.#options = options;
    const menu = this.#element;
    menu.className = 'menu';
    menu.popover = 'auto';
    menu.role = 'menu';
    menu.ariaLabel = options.label;
    options.button.ariaHasPopup = 'menu';
    options.button.ariaExpanded = 'false';
    options.button.after(menu);
    this.#roving = new RovingFocus({ container: menu, selector: '[role^=menuitem]', axis: 'vertical' });
    this.#listen();
  }

  #listen(): void {
    const { button } = this.#options;
    button.addEventListener('pointerdown', () => {
      this.#closedByPress = this.#element.matches(':popover-open');
    });
    button.addEventListener('click', () => {
      if (!this.#closedByPress) this.#open();
      this.#closedByPress = false;
    });
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.#open();
    });
    this.#element.addEventListener('toggle', ({ newState }) => {
      button.ariaExpanded = String(newState === 'open');
    });
    this.#element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  #open(): void {
    const { button, align } = this.#options;
    const items = this.#options.items();
    render(
      items.map((item) => this.#template(item)),
      this.#element,
    );
    showPopover({ popover: this.#element, anchor: button.getBoundingClientRect(), align });
    this.#roving.refresh();
    const checked = this.#element.querySelector<HTMLElement>('[aria-checked=true]');
    if (checked) checked.focus();
    else this.#roving.focusFirst();
  }

  #template({ id, label, icon, hint, tone, checked }: MenuItem): TemplateResult {
    return html`<button
      type="button"
      class="menu-item"
      role=${checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked=${checked ?? nothing}
      data-id=${id}
      data-tone=${tone ?? nothing}
      @click=${() => this.#choose(id)}
    >
      ${icon ?? nothing}<span class="menu-label">${label}</span>
      ${hint === undefined ? nothing : html`<span class="menu-hint" aria-hidden="true">${hint}</span>`}
    </button>`;
  }

  #choose(id: string): void {
    this.#element.hidePopover();
    this.#options.choose(id);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Tab') this.#element.hidePopover();
    if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey) return;
    const letter = event.key.toLowerCase();
    const items = [...this.#element.querySelectorAll<HTMLElement>('.menu-item')];
    const at = items.findIndex((item) => item.matches(':focus'));
    const next = [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
      item.querySelector('.menu-label')?.textContent?.trim().toLowerCase().startsWith(letter),
    );
    next?.focus();
  }
}
