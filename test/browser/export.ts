import { readFile } from 'node:fs/promises';
import type { Visitor } from './visitor.ts';

export interface DownloadedFile {
  readonly name: string;
  readonly text: string;
}

/** Takes the document home with the page's own menu. */
export async function download(
  visitor: Visitor,
  format: 'Markdown' | 'HTML' | 'text',
): Promise<DownloadedFile> {
  const { page } = visitor;
  await page.getByRole('button', { name: 'Export' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: `Download as ${format}` }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}
