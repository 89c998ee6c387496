import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { documentsOf, readResults } from './results.ts';

it('no figure in README.md or RESULTS.md was written by hand', async () => {
  for (const { file, text } of await documentsOf(await readResults()))
    expect(await readFile(file, 'utf8')).toBe(text);
});
