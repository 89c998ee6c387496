/**
 * What comes once the text can be written in: the toolbar, the menu behind `/` and `@`, and the grip that moves blocks. The page loads it
 * beside the document, so that neither waits for the other.
 */
import type { EditorHandle } from '../editor.ts';
import { DragHandle } from './dragHandle.ts';
import { createAnswers } from './insertAnswers.ts';
import { SlashMenu } from './slashMenu.ts';
import { Toolbar } from './toolbar.ts';

export interface WritingToolsOptions {
  /** An empty element, which becomes the toolbar. */
  readonly toolbar: HTMLElement;
  /** The element that the editor was created in. */
  readonly content: HTMLElement;
  readonly editor: EditorHandle;
  /** The names of others who are here, for `@`. */
  readonly names: () => readonly string[];
}

export function openWritingTools({ toolbar, content, editor, names }: WritingToolsOptions): void {
  const answers = createAnswers(editor);
  new Toolbar({ element: toolbar, content, editor, answers });
  new SlashMenu({ content, editor, tools: answers, names });
  new DragHandle(editor, content);
}
