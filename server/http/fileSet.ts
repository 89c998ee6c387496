import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** A file as it is served. */
export interface ServedFile {
  readonly body: Buffer;
  readonly type: string;
  /** Changes with the content. */
  readonly etag: string;
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
  return new Map(list(directory).map((path) => [addressOf(directory, path), read(path)]));
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

function read(path: string): ServedFile {
  const body = readFileSync(path);
  const hash = createHash('sha256').update(body).digest('base64url');
  return { body, type: types[extname(path)] ?? 'application/octet-stream', etag: `"${hash}"` };
}
