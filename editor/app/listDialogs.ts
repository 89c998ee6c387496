/** What the list asks before it changes a document. Both resolve to whether it was done. */
import { html } from 'lit-html';
import { openDialog } from '../ui/dialog.ts';
import { sentenceOf } from './documentList.ts';
import { type DocumentSummary, titleOf } from './documentSummary.ts';

const titleLengthMax = 300;

export function askToRename(
  document: DocumentSummary,
  rename: (title: string) => Promise<void>,
): Promise<boolean> {
  return openDialog({
    title: 'Rename document',
    action: 'Rename',
    sentenceOf,
    body: html`<label class="field-label" for="rename-title">Title</label>
      <input
        class="field"
        id="rename-title"
        name="title"
        maxlength=${titleLengthMax}
        autocomplete="off"
        autofocus
        .value=${document.title}
      />`,
    run: (form) => rename(String(form.get('title') ?? '').trim()),
  });
}

export function askToDelete(document: DocumentSummary, remove: () => Promise<void>): Promise<boolean> {
  return openDialog({
    title: `Delete “${titleOf(document)}”?`,
    action: 'Delete for everybody',
    tone: 'danger',
    sentenceOf,
    body: html`<p>
      The document goes away for everybody, at once and for good: its link stops working, and nobody can bring it
      back. Whoever has it open is told, and can still copy the text.
    </p>`,
    run: remove,
  });
}
