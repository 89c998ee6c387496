import { expect, it } from 'vitest';
import { findDependencyViolations } from './dependencies.ts';
import { findViolations, type ImportTable } from './rules.ts';
import { parseTree } from './sourceTree.ts';

const table: ImportTable = [
  { place: 'low', may: [], never: ['ws', 'node:fs'] },
  { place: 'high/*', may: ['low'] },
  { place: 'high/inner', may: ['low', 'high/*'] },
  { place: 'high/index.ts', may: ['high/*', 'high/inner'] },
  { place: 'test', may: ['low'] },
];

const lawful: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "root", "devDependencies": { "vitest": "1" } }',
  'low/package.json':
    '{ "name": "@x/low", "exports": { ".": { "source": "./index.ts" } }, "dependencies": { "level": "1" } }',
  'low/README.md': '# low',
  'low/index.ts': "export { store } from './store.ts';",
  'low/store.ts': "import { Level } from 'level';\nexport const store = Level;",
  'low/store.test.ts':
    "import { it } from 'vitest';\nimport { readFile } from 'node:fs/promises';\nit('', readFile);",
  'high/package.json':
    '{ "name": "@x/high", "exports": { ".": { "source": "./index.ts" } }, "dependencies": { "@x/low": "1" } }',
  'high/README.md': '# high',
  'high/index.ts': "export { room } from './room.ts';",
  'high/room.ts': "import { store } from '@x/low';\nexport const room = store;",
  'high/inner/README.md': '# inner',
  'test/README.md': '# test',
  'test/a.test.ts': "import '@x/low';",
  'high/inner/deep.ts': "import { room } from '../room.ts';\nexport const deep = room;",
};

/** The violations of the lawful tree after these files were put into it. */
function violationsWith(files: Readonly<Record<string, string>>): readonly string[] {
  const tree = parseTree(new Map(Object.entries({ ...lawful, ...files })));
  return [...findViolations(tree, table), ...findDependencyViolations(tree, {})];
}

const long = 'export const line = 1;\n'
  .repeat(401)
  .replaceAll(/line/g, () => `line${Math.random()}`.replace('.', ''));

it('nothing is found when the tree is lawful', () => {
  expect(violationsWith({})).toEqual([]);
});

it.each<[breach: string, files: Readonly<Record<string, string>>, found: string]>([
  ['an import against the table', { 'low/up.ts': "import '@x/high';" }, 'low may not import high/index.ts'],
  ['a type import', { 'low/up.ts': "import type { A } from '@x/high';" }, 'low may not import'],
  ['an inline type import', { 'low/up.ts': "export type A = import('@x/high').A;" }, 'low may not import'],
  ['a dynamic import', { 'low/up.ts': "export const a = import('@x/high');" }, 'low may not import'],
  ['a re-export', { 'low/up.ts': "export type { A } from '@x/high';" }, 'low may not import'],
  [
    'a folder under one with a row',
    { 'high/room.ts': "import './inner/deep.ts';" },
    'high/* may not import high/inner',
  ],
  ['a forbidden package', { 'low/socket.ts': "import 'ws';" }, 'must not know ws'],
  ['a part of a forbidden package', { 'low/disk.ts': "import 'node:fs/promises';" }, 'must not know node:fs'],
  [
    'a folder without a row',
    { 'extra/a.ts': '', 'extra/README.md': '' },
    'extra/a.ts: its folder has no row',
  ],
  ['a new folder beside files', { 'high/new/a.ts': '' }, 'high/new/a.ts: its folder has no row'],
  [
    'a test past the door',
    { 'test/a.test.ts': "import '../low/store.test.ts';\nimport '@x/high';" },
    'test may not import',
  ],
  ['a test in the program', { 'low/a.ts': "import './store.test.ts';" }, 'may not import a test'],
  [
    'a path into another package',
    { 'high/a.ts': "import '../low/index.ts';" },
    'leaves its package by a path',
  ],
  ['a re-export beside the index', { 'low/a.ts': "export { store } from './store.ts';" }, 'only a package'],
  ['a cycle', { 'low/a.ts': "import './b.ts';", 'low/b.ts': "import type { A } from './a.ts';" }, 'a cycle'],
  ['a file that imports itself', { 'low/a.ts': "import './a.ts';" }, 'low/a.ts -> low/a.ts'],
  ['a folder without a README', { 'high/inner/new/a.ts': '' }, 'high/inner/new: has no README.md'],
  ['a long README', { 'low/README.md': 'word\n'.repeat(61) }, '61 lines'],
  ['a long file', { 'low/a.ts': long }, 'low/a.ts: 401 lines'],
  ['a vague name', { 'low/utils.ts': '' }, 'named with the noun'],
  ['an undeclared package', { 'low/a.ts': "import 'yjs';" }, 'low/package.json: does not declare yjs'],
  [
    'an undeclared package in a test',
    { 'low/a.test.ts': "import 'yjs';" },
    'low/package.json: does not declare yjs',
  ],
  ['a development dependency in the program', { 'low/a.ts': "import 'vitest';" }, 'does not declare vitest'],
  [
    'an unused dependency',
    { 'low/store.ts': 'export const store = 1;' },
    'declares level, which nothing imports',
  ],
  [
    'an unused tool',
    { 'package.json': '{ "devDependencies": { "vitest": "1", "tsx": "1" } }' },
    'declares tsx',
  ],
])('%s is found', (_breach, files, found) => {
  expect(violationsWith(files).join('\n')).toContain(found);
});

it('a long file is lawful when its head says why', () => {
  const files = { 'low/a.ts': `// Longer than 400 lines because it is one table.\n${long}` };
  expect(violationsWith(files)).toEqual([]);
});
