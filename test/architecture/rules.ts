import { posix } from 'node:path';
import type { Import, SourceFile, SourceTree } from './sourceTree.ts';

/**
 * A row says what one place may import from the rest of the repository. A place is a file, a folder with all that is below it
 * (`test`), or the files of a folder without its folders (`server/*`). Of several the longest counts; what has no row may not
 * exist.
 */
export interface Row {
  readonly place: string;
  /** Other places whose files it may import, type imports included. Its own files it always may. */
  readonly may: readonly string[];
  /** Packages and node modules that it must not know. A name also stands for what is below it: `node:fs` for `node:fs/promises`. */
  readonly never?: readonly string[];
}

export type ImportTable = readonly Row[];

const readmeLinesMax = 60;
const fileLinesMax = 400;
/** A longer file says why at its head, in a comment that begins so. */
const longFileReason = 'Longer than 400 lines because';
const vagueNames = ['utils', 'util', 'helpers', 'common', 'types', 'misc', 'manager'];

/** @returns one line for each violation, the file first. */
export function findViolations(tree: SourceTree, table: ImportTable): readonly string[] {
  return [
    ...tree.sources.flatMap((file) => [
      ...directionsOf(file, table),
      ...(isTest(file.path) ? [] : importsOfTests(file)),
      ...crossingsOf(file, tree),
      ...reExportsOf(file, tree),
      ...shapeOf(file),
    ]),
    ...cyclesOf(tree),
    ...readmesOf(tree),
  ];
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.(test|fixture)\.tsx?$/.test(path);
}

/** The longest place that holds the file. */
function rowOf(path: string, table: ImportTable): Row | undefined {
  return table
    .filter(({ place }) => isIn(path, place))
    .sort((a, b) => b.place.length - a.place.length)
    .at(0);
}

function isIn(path: string, place: string): boolean {
  if (place.endsWith('/*')) return posix.dirname(path) === place.slice(0, -'/*'.length);
  return path === place || path.startsWith(`${place}/`);
}

/** A unit test may look at everything: it stands beside the code, not in it. What is tested across packages may not. */
function directionsOf(file: SourceFile, table: ImportTable): readonly string[] {
  const row = rowOf(file.path, table);
  if (row === undefined) return [`${file.path}: its folder has no row in the import table`];
  if (isTest(file.path) && !file.path.startsWith('test/')) return [];
  return file.imports.flatMap((each) => {
    const place = each.target === undefined ? undefined : rowOf(each.target, table)?.place;
    if (each.target === undefined) return forbiddenPackage(file, row, each);
    if (place === row.place || (place !== undefined && row.may.includes(place))) return [];
    return [`${file.path}: ${row.place} may not import ${place ?? each.target} (${each.specifier})`];
  });
}

function forbiddenPackage(file: SourceFile, row: Row, { specifier }: Import): readonly string[] {
  const forbidden = row.never?.find((name) => specifier === name || specifier.startsWith(`${name}/`));
  return forbidden === undefined ? [] : [`${file.path}: ${row.place} must not know ${forbidden}`];
}

function importsOfTests(file: SourceFile): readonly string[] {
  return file.imports
    .filter(({ target }) => target !== undefined && isTest(target))
    .map(({ specifier }) => `${file.path}: the program may not import a test (${specifier})`);
}

/** From one package to another the way leads through its name, so that each can be published by itself. */
function crossingsOf(file: SourceFile, tree: SourceTree): readonly string[] {
  if (file.path.startsWith('test/')) return [];
  return file.imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter(({ target }) => target !== undefined && packageOf(target, tree) !== packageOf(file.path, tree))
    .map(({ specifier }) => `${file.path}: leaves its package by a path instead of a name (${specifier})`);
}

/** @returns the folder of the nearest package.json, `.` for the root's. */
export function packageOf(path: string, tree: Pick<SourceTree, 'texts'>): string {
  const folder = posix.dirname(path);
  return folder === '.' || tree.texts.has(`${folder}/package.json`) ? folder : packageOf(folder, tree);
}

function reExportsOf(file: SourceFile, tree: SourceTree): readonly string[] {
  if (entryFiles(tree).has(file.path)) return [];
  return file.imports
    .filter(({ isReExport }) => isReExport)
    .map(({ specifier }) => `${file.path}: re-exports ${specifier}, which only a package's index.ts may`);
}

function entryFiles(tree: SourceTree): ReadonlySet<string> {
  const sources = [...tree.texts]
    .filter(([path]) => path.endsWith('package.json'))
    .flatMap(([path, text]) =>
      [...text.matchAll(/"source": *"([^"]+)"/g)].map((match) =>
        posix.join(posix.dirname(path), match[1] ?? ''),
      ),
    );
  return new Set(sources);
}

function shapeOf(file: SourceFile): readonly string[] {
  const name = posix.basename(file.path).replace(/\..*$/, '');
  return [
    ...(vagueNames.includes(name.toLowerCase())
      ? [`${file.path}: a file is named with the noun it holds`]
      : []),
    ...(file.lineCount > fileLinesMax && !file.head.includes(longFileReason)
      ? [`${file.path}: ${file.lineCount} lines and no "${longFileReason} …" at its head`]
      : []),
  ];
}

function readmesOf(tree: SourceTree): readonly string[] {
  const folders = new Set(tree.sources.map((file) => posix.dirname(file.path)));
  return [...folders].flatMap((folder) => {
    const text = tree.texts.get(`${folder}/README.md`);
    if (text === undefined) return [`${folder}: has no README.md`];
    const lines = text.trimEnd().split('\n').length;
    return lines > readmeLinesMax ? [`${folder}/README.md: ${lines} lines, more than ${readmeLinesMax}`] : [];
  });
}

/** Depth-first over the imports. Each cycle is told once, from the file of it that was met first. */
function cyclesOf(tree: SourceTree): readonly string[] {
  const targets = new Map(tree.sources.map((file) => [file.path, file.imports.map(({ target }) => target)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) cycles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
    if (done.has(path) || way.includes(path)) return;
    for (const target of targets.get(path) ?? []) if (target !== undefined) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles.map((cycle) => `${cycle}: a cycle of imports`);
}
