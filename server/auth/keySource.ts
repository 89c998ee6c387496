import { readFile } from 'node:fs/promises';
import { fetchJson } from './jsonFetch.ts';

const timeoutMs = 5000;
const bytesMax = 256 * 1024;

/** @returns how to read a set of keys that is kept at an address of the web, or in a file. */
export function keySourceAt(place: string): () => Promise<unknown> {
  if (!/^https?:\/\//i.test(place)) return async () => JSON.parse(await readFile(place, 'utf8')) as unknown;
  const url = new URL(place);
  return async () => {
    const { status, body } = await fetchJson(url, { timeoutMs, bytesMax });
    if (status !== 200) throw new Error(`${url.origin} answered with status ${status}`);
    return body;
  };
}
