/** What the list asks before it changes a document, or what is kept of them. All resolve to whether it was done. */
import { html } from 'lit-html';
import type { KeptSummary } from '../offline/deviceStore.ts';
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

export function askToForget(kept: readonly KeptSummary[], forget: () => Promise<void>): Promise<boolean> {
  const unsent = kept.filter(({ isUnsaved }) => isUnsaved).map(titleOf);
  return openDialog({
    title: 'Forget the documents on this device?',
    action: unsent.length > 0 ? 'Forget them, and what was not sent' : 'Forget them',
    tone: 'danger',
    sentenceOf: () =>
      'The storage of this device did not answer. Close other tabs of this site, then try again.',
    body: html`<p>
        They do not open without a network any more until they were opened with one again. At the server they stay as they are.
      </p>
      ${unsent.length > 0 ? html`<p class="kept-warning"><strong>What was typed last in these is only here, and would be lost:</strong> ${unsent.join(', ')}</p>` : ''}`,
    run: forget,
  });
}
