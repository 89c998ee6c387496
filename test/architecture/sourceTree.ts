import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';

/** One import, re-export, `import()` or `import('…')` type of a file. */
export interface Import {
  readonly specifier: string;
  /** The file of the tree that it leads to; `undefined` for a package from outside or a builtin of node. */
  readonly target: string | undefined;
  readonly isReExport: boolean;
}

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly lineCount: number;
  /** The comments before the first statement. */
  readonly head: string;
  readonly imports: readonly Import[];
}

/** What the rules look at: the program's files, and every other file by its path and text where a rule reads it. */
export interface SourceTree {
  readonly sources: readonly SourceFile[];
  /** Path to text, of each README.md and package.json. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Names of the workspace's packages to the file that each stands for: `@scriptorium/server/protocol` → `server/protocol/index.ts`. */
export type EntryPoints = ReadonlyMap<string, string>;

/** Reads the folders below `root`. Built and installed files are no part of the tree. */
export async function readTree(root: string, folders: readonly string[]): Promise<SourceTree> {
  const paths = (await Promise.all(folders.map((folder) => walk(join(root, folder))))).flat();
  const texts = await Promise.all(
    ['package.json', ...paths.map((path) => relative(root, path).split(sep).join('/'))]
      .filter(isOfInterest)
      .map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const),
  );
  return parseTree(new Map(texts));
}

async function walk(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries
    .filter(
      (entry) => !['node_modules', 'dist', 'fixtures'].includes(entry.name) && !entry.name.startsWith('.'),
    )
    .map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
  return (await Promise.all(nested)).flat();
}

function isOfInterest(path: string): boolean {
  return isSource(path) || /(^|\/)(README\.md|package\.json)$/.test(path);
}

function isSource(path: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts');
}

/** @param files path to text; a package's `exports` are read from its package.json among them. */
export function parseTree(files: ReadonlyMap<string, string>): SourceTree {
  const entryPoints = readEntryPoints(files);
  const sources = [...files]
    .filter(([path]) => isSource(path))
    .map(([path, text]) => parseSource({ path, text, entryPoints }));
  return { sources, texts: new Map([...files].filter(([path]) => !isSource(path))) };
}

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, { readonly source?: string }>>;
}

function readEntryPoints(files: ReadonlyMap<string, string>): EntryPoints {
  const points = new Map<string, string>();
  for (const [path, text] of files) {
    if (!path.endsWith('package.json')) continue;
    const manifest = JSON.parse(text) as Manifest;
    for (const [subpath, { source }] of Object.entries(manifest.exports ?? {})) {
      if (source === undefined || manifest.name === undefined) continue;
      points.set(posix.join(manifest.name, subpath), posix.join(posix.dirname(path), source));
    }
  }
  return points;
}

function parseSource(file: { path: string; text: string; entryPoints: EntryPoints }): SourceFile {
  const { program, comments, errors } = parseSync(file.path, file.text);
  if (errors.length > 0) throw new Error(`${file.path}: ${errors[0]?.message}`);
  const start = program.body[0]?.start ?? 0;
  return {
    path: file.path,
    lineCount: file.text.trimEnd().split('\n').length,
    head: comments
      .filter((comment) => comment.end <= start)
      .map((comment) => comment.value)
      .join('\n'),
    imports: importsOf(program).map(({ specifier, isReExport }) => ({
      specifier,
      isReExport,
      target: resolve({ specifier, from: file.path, entryPoints: file.entryPoints }),
    })),
  };
}

/** Every node that imports, type imports included, holds what it imports as a literal in `source`. */
function importsOf(node: unknown): readonly Omit<Import, 'target'>[] {
  if (Array.isArray(node)) return node.flatMap(importsOf);
  if (typeof node !== 'object' || node === null) return [];
  const nested = Object.values(node).flatMap(importsOf);
  const specifier = 'source' in node ? literalOf(node.source) : undefined;
  if (specifier === undefined) return nested;
  return [{ specifier, isReExport: 'type' in node && String(node.type).startsWith('Export') }, ...nested];
}

function literalOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  return 'value' in node && typeof node.value === 'string' ? node.value : undefined;
}

function resolve(options: { specifier: string; from: string; entryPoints: EntryPoints }): string | undefined {
  const { specifier, from, entryPoints } = options;
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  return entryPoints.get(specifier);
}
