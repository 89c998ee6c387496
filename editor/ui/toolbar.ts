/**
 * The toolbar over the text: an ARIA toolbar with one Tab stop, in which the arrow keys move. Alt-F10 goes to it
 * from the text, Escape goes back. Pressing a button leaves the selection in the text alone.
 */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import type { EditorStatus } from '../status.ts';
import { type BlockOption, blockOptions, type OptionContext } from './blockOptions.ts';
import { icons } from './icons.ts';
import { type InsertTools, insertItems } from './insertItems.ts';
import { LinkEditor } from './linkEditor.ts';
import { Menu, type MenuItem, type MenuOptions } from './menu.ts';
import { RovingFocus } from './rovingFocus.ts';
import { isModKey, shortcutForAria, shortcutInWords } from './shortcut.ts';
import {
  colorChoices,
  historyItems,
  kindChoices,
  kindInWords,
  kindOf,
  listItems,
  markItems,
  type ToolbarItem,
} from './toolbarItems.ts';
import { toolIcons } from './toolIcons.ts';

export interface ToolbarOptions {
  /** An empty element, which becomes the toolbar. */
  readonly element: HTMLElement;
  /** The element that the editor was created in. */
  readonly content: HTMLElement;
  readonly editor: EditorHandle;
  readonly answers: InsertTools & OptionContext;
}

export class Toolbar {
  readonly #options: ToolbarOptions;
  readonly #roving: RovingFocus;
  readonly #linkEditor: LinkEditor;
  readonly #stop: () => void;
  readonly #listening = new AbortController();

  constructor(options: ToolbarOptions) {
    this.#options = options;
    const { element, content, editor } = options;
    element.classList.add('toolbar');
    element.role = 'toolbar';
    element.ariaLabel = 'Formatting';
    element.setAttribute('aria-controls', content.id);
    this.#linkEditor = new LinkEditor(editor);
    this.#render();
    this.#roving = new RovingFocus({ container: element, selector: '.tool', axis: 'horizontal' });
    this.#stop = editor.subscribe(() => this.#render());
    this.#openMenus();
    this.#listen();
  }

  destroy(): void {
    this.#stop();
    this.#listening.abort();
    this.#linkEditor.destroy();
  }

  #listen(): void {
    const { element, content } = this.#options;
    const { signal } = this.#listening;
    // Without this a press would take the focus, and with it the selection, out of the text.
    element.addEventListener('pointerdown', (event) => event.preventDefault(), { signal });
    element.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
    element.addEventListener('keydown', (event) => this.#onToolKey(event), { signal });
    element.addEventListener('focusin', ({ target }) => scrollToShow(target), { signal });
    content.addEventListener('keydown', (event) => this.#onContentKey(event), { signal, capture: true });
  }

  #onToolKey({ key, target }: KeyboardEvent): void {
    // In the open menu Escape leads back to its button first.
    const onTool = target instanceof Element && target.matches('.tool');
    if (key === 'Escape' && onTool) this.#options.editor.focus();
  }

  #onContentKey(event: KeyboardEvent): void {
    if (event.key === 'F10' && event.altKey) {
      event.preventDefault();
      this.#roving.focus();
    } else if (isModKey(event, 'k')) {
      event.preventDefault();
      event.stopPropagation();
      this.#linkEditor.open();
    }
  }

  #openMenus(): void {
    const { editor, answers } = this.#options;
    const { commands } = editor;
    this.#openMenu('.tool-kind', {
      label: 'Kind of block',
      align: 'start',
      items: () => kindMenu(editor.peek()),
      choose: (id) => chooseKind(editor, id),
    });
    this.#openMenu('.tool-insert', {
      label: 'Insert',
      align: 'start',
      items: () =>
        insertItems.map(({ id, label, icon, typed }) => ({
          id,
          label,
          icon,
          ...(typed ? { hint: typed } : {}),
        })),
      choose: (id) => {
        editor.focus();
        insertItems.find((item) => item.id === id)?.run(answers);
      },
    });
    this.#openMenu('.tool-color', {
      label: 'Colour',
      align: 'start',
      items: () => colorMenu(editor.peek()),
      choose: (id) => {
        const choice = colorChoices.find((candidate) => candidate.id === id);
        if (choice) commands.setColor(choice.mark, choice.color);
        editor.focus();
      },
    });
    this.#openMenu('.tool-options', {
      label: 'Options',
      align: 'end',
      items: () => blockOptions(editor.peek()).options.map(optionItem),
      choose: (id) => {
        editor.focus();
        blockOptions(editor.peek())
          .options.find((option) => option.id === id)
          ?.run(answers);
      },
    });
  }

  #openMenu(selector: string, options: Omit<MenuOptions, 'button'>): void {
    const button = this.#options.element.querySelector<HTMLElement>(selector);
    if (button !== null) new Menu({ ...options, button });
  }

  #render(): void {
    const status = this.#options.editor.peek();
    const button = (item: ToolbarItem) => this.#button(item, status);
    const groups = html`
      <div class="toolbar-group">${kindButton(status)}${insertButton()}</div>
      <div class="toolbar-group">${markItems.map(button)}${this.#linkButton(status)}${colorButton()}</div>
      <div class="toolbar-group">${listItems.map(button)}</div>
      <div class="toolbar-group">${historyItems.map(button)}${optionsButton(status)}</div>
    `;
    render(groups, this.#options.element);
  }

  #button(item: ToolbarItem, status: EditorStatus): TemplateResult {
    const enabled = status.editable && (item.enabled?.(status) ?? true);
    const run = () => {
      if (!enabled) return;
      item.run(this.#options.editor.commands);
    };
    return toolButton(item, { pressed: item.pressed?.(status), enabled, run });
  }

  #linkButton({ linkHref, editable }: EditorStatus): TemplateResult {
    const face = { label: 'Link', icon: icons.link, shortcut: 'Mod-k' };
    const run = () => this.#linkEditor.open();
    return toolButton(face, { pressed: linkHref !== undefined, enabled: editable, run });
  }
}

interface ToolState {
  readonly pressed: boolean | undefined;
  readonly enabled: boolean;
  run(): void;
}

/** A disabled tool can still be reached, so that the focus is not lost when the last step is undone. */
function toolButton(
  face: Pick<ToolbarItem, 'label' | 'icon' | 'shortcut'>,
  state: ToolState,
): TemplateResult {
  return html`<button
    type="button"
    class="tool"
    aria-label=${face.label}
    aria-pressed=${state.pressed ?? nothing}
    aria-disabled=${state.enabled ? nothing : 'true'}
    aria-keyshortcuts=${shortcutForAria(face.shortcut)}
    data-tooltip=${`${face.label}  ${shortcutInWords(face.shortcut)}`}
    @click=${state.run}
  >
    ${face.icon}
  </button>`;
}

function kindButton(status: EditorStatus): TemplateResult {
  const label = kindInWords(status);
  return html`<button type="button" class="tool tool-kind" aria-label=${`Kind of block: ${label}`}>
    <span class="tool-text">${label}</span>${toolIcons.down}
  </button>`;
}

function insertButton(): TemplateResult {
  return html`<button type="button" class="tool tool-insert" aria-label="Insert" data-tooltip="Insert  /">
    ${icons.add}
  </button>`;
}

function colorButton(): TemplateResult {
  return html`<button type="button" class="tool tool-color" aria-label="Colour" data-tooltip="Colour">
    ${toolIcons.marker}
  </button>`;
}

function optionsButton(status: EditorStatus): TemplateResult {
  const label = `Options of the ${blockOptions(status).what}`;
  return html`<button type="button" class="tool tool-options" aria-label=${label} data-tooltip=${label}>
    ${icons.more}
  </button>`;
}

function optionItem({ id, label, checked, tone, swatch }: BlockOption): MenuItem {
  return {
    id,
    label,
    ...(checked === undefined ? {} : { checked }),
    ...(tone === undefined ? {} : { tone }),
    ...(swatch === undefined ? {} : { icon: swatchOf(swatch) }),
  };
}

function swatchOf(color: string): TemplateResult {
  return html`<span class="color-swatch" data-swatch=${color}></span>`;
}

function colorMenu({ highlight, textColor }: EditorStatus): readonly MenuItem[] {
  return colorChoices.map(({ id, label, mark, color }) => ({
    id,
    label,
    icon: swatchOf(color ?? ''),
    checked: ((mark === 'highlight' ? highlight : textColor) ?? null) === color,
  }));
}

function kindMenu(status: EditorStatus): readonly MenuItem[] {
  const current = kindOf(status);
  return kindChoices.map(({ id, label, shortcut }) => ({
    id,
    label: html`<span class="kind-sample" data-kind=${id}>${label}</span>`,
    checked: id === current,
    ...(shortcut === undefined ? {} : { hint: shortcutInWords(shortcut) }),
  }));
}

function chooseKind(editor: EditorHandle, id: string): void {
  const choice = kindChoices.find((candidate) => candidate.id === id)?.choice;
  // Choosing what it is already would make it text again.
  if (choice !== undefined && id !== kindOf(editor.peek())) {
    if (choice === 'code_block') editor.commands.toggleCodeBlock();
    else editor.commands.setKind(choice);
  }
  editor.focus();
}

function scrollToShow(target: EventTarget | null): void {
  if (target instanceof Element && target.matches('.tool'))
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
