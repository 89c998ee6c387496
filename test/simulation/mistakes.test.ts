import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { mistakes } from './mistakes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('every mistake can still be made: what it replaces stands once in its source', () => {
  const astray = mistakes.flatMap(({ name, patches }) =>
    patches
      .filter(({ file, find }) => readFileSync(`${root}${file}`, 'utf8').split(find).length !== 2)
      .map(({ file }) => `${name}: ${file}`),
  );
  expect(astray).toEqual([]);
});
