/** All keys of the editor on one page, made from the same tables as the toolbar. */
import { html, type TemplateResult } from 'lit-html';
import { openDialog } from './dialog.ts';
import { type Shortcut, shortcutInWords } from './shortcut.ts';
import { historyItems, kindChoices, markItems } from './toolbarItems.ts';

interface Line {
  readonly label: string;
  readonly shortcut?: Shortcut;
}

const moving: readonly Line[] = [
  { label: 'Link', shortcut: 'Mod-k' },
  { label: 'Deeper in a list', shortcut: 'Tab' },
  { label: 'Less deep in a list', shortcut: 'Shift-Tab' },
  { label: 'Tick a task', shortcut: 'Mod-Enter' },
  { label: 'Open or close a toggle', shortcut: 'Mod-Enter' },
  { label: 'Insert something', shortcut: '/' },
  { label: 'Name somebody', shortcut: '@' },
  { label: 'Formula in the line', shortcut: 'Mod-Alt-m' },
  { label: 'Superscript', shortcut: 'Mod-.' },
  { label: 'Subscript', shortcut: 'Mod-,' },
  { label: 'Move a block up', shortcut: 'Alt-ArrowUp' },
  { label: 'Move a block down', shortcut: 'Alt-ArrowDown' },
  { label: 'Next cell of a table', shortcut: 'Tab' },
  { label: 'New line in the same block', shortcut: 'Shift-Enter' },
  { label: 'From the text to the toolbar', shortcut: 'Alt-F10' },
  { label: 'From the toolbar to the text', shortcut: 'Escape' },
  { label: 'Out of a list with Tab: first', shortcut: 'Escape' },
];

export function openShortcuts(): Promise<boolean> {
  return openDialog({
    title: 'Keyboard shortcuts',
    action: 'Done',
    informs: true,
    sentenceOf: String,
    run: async () => {},
    body: html`<div class="shortcuts">
      ${group('Text', [...markItems, ...historyItems])} ${group('Blocks', kindChoices)}
      ${group('Lists, links and moving', moving)}
    </div>`,
  });
}

function group(title: string, lines: readonly Line[]): TemplateResult {
  return html`<section class="shortcuts-group">
    <h3 class="shortcuts-title">${title}</h3>
    <dl class="shortcuts-list">
      ${lines.map(({ label, shortcut }) =>
        shortcut === undefined
          ? ''
          : html`<div><dt>${label}</dt><dd><kbd>${shortcutInWords(shortcut)}</kbd></dd></div>`,
      )}
    </dl>
  </section>`;
}
