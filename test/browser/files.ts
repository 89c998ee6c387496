import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Visitor } from './visitor.ts';

/** A file as somebody has it on their machine. */
export interface LocalFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** A picture of one pixel, as PNG. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Drags files from the machine and drops them in the middle of what is seen, by the browser's own events. */
export async function dropFiles(
  visitor: Pick<Visitor, 'context' | 'page'>,
  { files, onto }: { readonly files: readonly LocalFile[]; readonly onto: Locator },
): Promise<void> {
  const box = await onto.boundingBox();
  if (!box) throw new Error('There is nothing to drop on');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const data = { items: [], files: await saved(files), dragOperationsMask: 1 };
  const browser = await visitor.context.newCDPSession(visitor.page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await browser.send('Input.dispatchDragEvent', { type, x, y, data });
  await browser.detach();
}

/** @returns their paths, until the test ends. */
async function saved(files: readonly LocalFile[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scriptorium-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return Promise.all(
    files.map(async ({ name, content }) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    }),
  );
}
