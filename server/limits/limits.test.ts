import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { limits } from './limits.ts';
import { limitsTable } from './limitsTable.ts';

it('the README has the table of limits as it is', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  expect(readme).toContain(limitsTable());
});

it('what a client is told fits into the frame that closes its connection', () => {
  for (const { answer } of Object.values(limits))
    if ('text' in answer) expect(new TextEncoder().encode(answer.text).length).toBeLessThanOrEqual(123);
});
