import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findDependencyViolations } from './architecture/dependencies.ts';
import { findViolations, type ImportTable } from './architecture/rules.ts';
import { readTree } from './architecture/sourceTree.ts';

/** What the editor consists of without its interface. */
const core = [
  'editor/offline',
  'editor/collab',
  'editor/nodeViews',
  'editor/tables',
  'editor/plugins',
  'editor/commands',
  'editor/convert',
  'editor/schema',
];

/**
 * Who may import whom, type imports included. Adding to this table is a decision about the architecture: it is made in
 * `server/README.md` and `editor/README.md`, and then here.
 */
const table: ImportTable = [
  { place: 'persistence', may: [], never: ['ws', 'yjs', 'lib0', 'node:http', 'node:net'] },

  { place: 'server/builtin', may: [], never: ['ws', 'yjs', 'level'] },
  { place: 'server/protocol', may: [], never: ['ws', 'yjs', 'node:fs', 'node:http', 'node:net'] },
  {
    place: 'server/document',
    may: ['server/protocol', 'persistence'],
    never: ['ws', 'level', 'node:fs', 'node:http', 'node:net'],
  },
  {
    place: 'server/limits',
    may: ['server/protocol', 'persistence'],
    never: ['ws', 'level', 'yjs', 'node:fs', 'node:http', 'node:net'],
  },
  {
    place: 'server/room',
    may: ['server/limits', 'server/document', 'server/protocol', 'persistence'],
    never: ['ws', 'level', 'yjs', 'node:fs', 'node:http', 'node:net'],
  },
  {
    place: 'server/connection',
    may: ['server/auth', 'server/limits', 'server/room', 'server/document', 'server/protocol', 'persistence'],
    never: ['level', 'yjs', 'jose', 'node:fs', 'node:http'],
  },
  {
    place: 'server/stream',
    may: ['server/connection', 'server/room', 'server/protocol'],
    never: ['ws', 'level', 'yjs', 'node:fs', 'node:http', 'node:net'],
  },
  {
    place: 'server/auth',
    may: ['server/protocol', 'persistence'],
    never: ['ws', 'level', 'yjs', 'node:http', 'node:net'],
  },
  {
    place: 'server/http',
    may: [
      'server/builtin',
      'server/limits',
      'server/auth',
      'server/stream',
      'server/connection',
      'server/room',
      'server/document',
      'server/protocol',
      'persistence',
    ],
    never: ['level'],
  },
  {
    place: 'server/operator',
    may: ['server/room', 'server/limits'],
    never: ['ws', 'level', 'yjs', 'node:fs', 'node:http', 'node:net'],
  },
  {
    place: 'server/metrics',
    may: ['server/http', 'server/connection', 'server/room', 'server/limits', 'persistence'],
    never: ['ws', 'level', 'yjs', 'node:http', 'node:net'],
  },
  {
    place: 'server/commands',
    may: ['server/builtin', 'server/auth', 'server/document', 'server/protocol', 'persistence'],
    never: ['ws', 'level', 'yjs'],
  },
  /** Files for other programs, and a test of them. */
  { place: 'server/deploy', may: [] },
  {
    place: 'server/*',
    may: [
      'server/commands',
      'server/metrics',
      'server/operator',
      'server/limits',
      'server/http',
      'server/auth',
      'server/connection',
      'server/room',
      'server/document',
      'server/protocol',
      'persistence',
    ],
    never: ['level'],
  },

  { place: 'editor/schema', may: [], never: ['prosemirror-view', 'yjs', 'y-prosemirror', 'lit-html'] },
  { place: 'editor/commands', may: ['editor/schema'], never: ['lit-html'] },
  {
    place: 'editor/convert',
    may: ['editor/schema'],
    never: ['prosemirror-state', 'prosemirror-view', 'yjs', 'y-prosemirror', 'lit-html', 'node:fs'],
  },
  { place: 'editor/plugins', may: ['editor/commands', 'editor/schema'], never: ['lit-html'] },
  {
    place: 'editor/tables',
    may: ['editor/commands', 'editor/schema'],
    never: ['lit-html', 'yjs'],
  },
  {
    place: 'editor/nodeViews',
    may: ['editor/plugins', 'editor/commands', 'editor/schema'],
    never: ['lit-html', 'yjs'],
  },
  { place: 'editor/collab', may: ['editor/schema', 'server/protocol'], never: ['lit-html'] },
  {
    place: 'editor/offline',
    may: ['editor/collab', 'server/protocol'],
    never: ['lit-html', 'y-prosemirror'],
  },
  { place: 'editor/*', may: core, never: ['lit-html'] },
  { place: 'editor/ui', may: ['editor/*', ...core] },
  { place: 'editor/index.ts', may: ['editor/ui', 'editor/*', ...core] },
  { place: 'editor/app', may: ['editor/index.ts', 'editor/ui', 'editor/*', ...core] },
  { place: 'editor/testing', may: ['editor/*', ...core] },
  /** Histories of several authors by chance, without a page. */
  { place: 'editor/intent', may: core },

  /** What programs put on the clipboard is told once, for the conversion and for the browser. */
  { place: 'test/browser/pasting.slow.test.ts', may: ['test', 'editor/convert'] },
  /** Clients, network, disk and clock in memory are put where the program has the real ones, so it looks inside. */
  {
    place: 'test/simulation',
    may: [
      'server/limits',
      'server/auth',
      'server/connection',
      'server/room',
      'server/document',
      'server/protocol',
      'persistence',
      'editor/collab',
    ],
  },
  /** A seeded scenario like the simulation's, against the program itself. */
  {
    place: 'test/torture',
    may: ['test', 'test/simulation', 'persistence', 'server/protocol', 'editor/index.ts'],
  },
  /** A thousand clients for half an hour, of whom each knows what the others' tests know about theirs. */
  {
    place: 'test/soak',
    may: ['test', 'test/torture', 'test/simulation', 'persistence', 'server/protocol'],
  },
  /** How long a key takes in a page that holds nothing but an editor. */
  { place: 'test/latency', may: ['test', 'editor/index.ts'] },
  {
    place: 'test',
    may: ['server/limits', 'persistence', 'server/*', 'server/protocol', 'editor/index.ts', 'editor/schema'],
  },
];

/** What is installed for its program or its types, and imported by no file. */
const tools = {
  '@biomejs/biome': 'npm run lint',
  '@types/node': 'types of node',
  '@types/ws': 'types of ws',
  jsdom: 'the environment of the editor tests',
  tsx: 'runs the scripts of test/',
  typescript: 'the compiler',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const tree = await readTree(root, ['persistence', 'server', 'editor', 'test']);

it('every file imports only what the table lets it, and keeps the rules of the tree', () => {
  expect(tree.sources.length).toBeGreaterThan(20);
  expect(findViolations(tree, table)).toEqual([]);
});

it('every package declares the packages that it imports, and no others', () => {
  expect(findDependencyViolations(tree, tools)).toEqual([]);
});
