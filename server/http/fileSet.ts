import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { type Coding, codings } from './contentCoding.ts';

/** A file's bytes in one coding. */
export interface Representation {
  readonly body: Buffer;
  /** Changes with the content, and is another for each coding. */
  readonly etag: string;
}

/** A file as it is served. */
export interface ServedFile extends Representation {
  readonly type: string;
  /** What the build has compressed of it. */
  readonly coded: ReadonlyMap<Coding, Representation>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/**
 * Reads all files below a directory, once: what is served does not change, nor vanish, while a new version is built over it,
 * and no request reads a disk.
 * @returns by path as in an address, such as `/assets/index.js`; empty when there is no such directory
 */
export function readFileSet(directory: string): ReadonlyMap<string, ServedFile> {
  const paths = list(directory);
  const plain = paths.filter((path) => !isCoded(path, paths));
  return new Map(plain.map((path) => [addressOf(directory, path), read(path, paths)]));
}

function list(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function addressOf(directory: string, path: string): string {
  return `/${relative(directory, path).split(sep).join('/')}`;
}

/** Whether it is only another form of a file that is there. */
function isCoded(path: string, paths: readonly string[]): boolean {
  return Object.values(codings).some(
    (ending) => path.endsWith(ending) && paths.includes(path.slice(0, -ending.length)),
  );
}

function read(path: string, paths: readonly string[]): ServedFile {
  const coded = Object.entries(codings)
    .filter(([, ending]) => paths.includes(path + ending))
    .map(([coding, ending]) => [coding as Coding, represent(path + ending)] as const);
  return {
    ...represent(path),
    type: types[extname(path)] ?? 'application/octet-stream',
    coded: new Map(coded),
  };
}

function represent(path: string): Representation {
  const body = readFileSync(path);
  const hash = createHash('sha256').update(body).digest('base64url');
  return { body, etag: `"${hash}"` };
}
