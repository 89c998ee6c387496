/** Files that become documents, one after the other, and what is said of it. */
import { html } from 'lit-html';
import { openDialog } from '../ui/dialog.ts';
import type { Toast } from '../ui/toast.ts';
import { type Api, ApiError } from './api.ts';
import type { importing } from './documentPage.ts';
import { ImportError, readImportedFile } from './importFile.ts';
import { documentPath } from './route.ts';

export interface ImportFilesOptions {
  readonly api: Pick<Api, 'create' | 'delete'>;
  readonly toast: Toast;
  readonly importing: typeof importing;
}

/** Opens what became of a single file. @returns whether the list has to be looked at anew. */
export async function importFiles(files: readonly File[], options: ImportFilesOptions): Promise<boolean> {
  const names: string[] = [];
  const sentences: string[] = [];
  for (const file of files) {
    const name = await importFile(file, options).catch((error: unknown) => {
      sentences.push(sentenceOf(error));
    });
    if (name !== undefined) names.push(name);
  }
  const [only] = names;
  if (sentences.length > 0) await tellFailures(sentences);
  else if (only !== undefined && names.length === 1) location.assign(documentPath(only));
  else options.toast.say(`${names.length} documents were made.`);
  return names.length > 0;
}

/**
 * @returns the name of the new document.
 * @throws {ImportError} for what is no document, `ApiError` where the server didn't take it; then no document is left behind.
 */
async function importFile(file: File, { api, importing }: ImportFilesOptions): Promise<string> {
  const late = await importing.loadLate();
  const { title, doc: content } = await readImportedFile(file, { late, Parser: DOMParser });
  const { name } = await api.create();
  try {
    await importing.bringDocument({ name, title, content });
  } catch (cause) {
    await api.delete(name).catch(() => {});
    const sentence = `The server did not save “${file.name}”. Check that you are online, then try again.`;
    throw new ApiError('unreachable', sentence, { cause });
  }
  return name;
}

/** Anything else is our bug, and goes on its way. */
function sentenceOf(error: unknown): string {
  if (error instanceof ImportError || error instanceof ApiError) return error.message;
  throw error;
}

function tellFailures(sentences: readonly string[]): Promise<boolean> {
  return openDialog({
    title: sentences.length === 1 ? 'A file became no document' : 'Some files became no documents',
    body: html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}`,
    action: 'Close',
    informs: true,
    run: async () => {},
    sentenceOf: String,
  });
}
