import { readFile } from 'node:fs/promises';
import { fetchJson } from './jsonFetch.ts';

const timeoutMs = 5000;
const bytesMax = 256 * 1024;

/** Whether keys are kept in a file, which is there or not; an address of the web may answer later. */
export function isKeyFile(place: string): boolean {
  return !/^https?:\/\//i.test(place);
}

/** @returns how to read a set of keys that is kept at an address of the web, or in a file. */
export function keySourceAt(place: string): () => Promise<unknown> {
  if (isKeyFile(place)) return () => readKeyFile(place);
  const url = new URL(place);
  return async () => {
    const { status, body } = await fetchJson(url, { timeoutMs, bytesMax });
    if (status !== 200) throw new Error(`${url.origin} answered with status ${status}`);
    return body;
  };
}

/** The parser's own words would quote the file, which may be a secret that was named by mistake. */
async function readKeyFile(path: string): Promise<unknown> {
  const content = await readFile(path, 'utf8');
  try {
    return JSON.parse(content);
  } catch {
    throw new Error('it holds no JSON');
  }
}
