/** The menu that takes the document elsewhere: copied as Markdown, or downloaded. */
import type { EditorHandle } from '../editor.ts';
import { loadLate } from '../loadLate.ts';
import { Menu } from '../ui/menu.ts';
import type { Toast } from '../ui/toast.ts';
import { copyText } from './copy.ts';
import { type ExportedFile, type ExportFormat, exportFile } from './exportFile.ts';

export interface ExportMenuOptions {
  readonly button: HTMLElement;
  readonly editor: EditorHandle;
  /** The title as it is now. */
  readonly title: () => string;
  readonly toast: Toast;
}

const choices: readonly { readonly id: ExportFormat | 'copy'; readonly label: string }[] = [
  { id: 'copy', label: 'Copy as Markdown' },
  { id: 'markdown', label: 'Download as Markdown' },
  { id: 'html', label: 'Download as HTML' },
  { id: 'text', label: 'Download as text' },
];

export function openExportMenu(options: ExportMenuOptions): void {
  const { button, toast } = options;
  new Menu({
    button,
    label: 'Export',
    align: 'end',
    items: () => choices,
    choose: (id) => {
      const choice = choices.find((each) => each.id === id);
      const failed = () => toast.say('Nothing was exported: this part of the program could not be loaded.');
      if (choice) exportAs(choice.id, options).catch(failed);
    },
  });
}

async function exportAs(
  choice: ExportFormat | 'copy',
  { editor, title, toast }: ExportMenuOptions,
): Promise<void> {
  const exported = { doc: editor.view.state.doc, title: title(), writers: await loadLate() };
  if (choice === 'copy') await copyText(exportFile('markdown', exported).text, toast);
  else download(exportFile(choice, exported));
}

/** The address is left to end with the page: Safari still reads from it after the click. */
function download({ name, type, text }: ExportedFile): void {
  const href = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href, download: name }).click();
}
