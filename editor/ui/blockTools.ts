/** What comes after the text can be written in: the menu behind `/` and `@`, and the grip that moves blocks. */
import { DragHandle } from './dragHandle.ts';
import { SlashMenu, type SlashMenuOptions } from './slashMenu.ts';

export function openBlockTools(options: SlashMenuOptions): void {
  new SlashMenu(options);
  new DragHandle(options.editor, options.content);
}
