import type { DocumentName } from '../documentName.ts';
import type { Listing, ListOptions, Summary } from '../updateLog.ts';
import type { Operation, Reader } from './database.ts';
import { isCorruption } from './failure.ts';
import { documentKey, indexKey, indexRange, kindRange, parseIndexKey } from './key.ts';
import { decodeListed, encodeListed, type Listed } from './value.ts';

/**
 * A listing stands under its document, and the index says only where in the list. So a listing that can't be read
 * costs its title, which the next `describe` brings back, and never the document's place in the list.
 */
export type ListingTimes = Pick<Listing, 'createdMs' | 'editedMs'>;

export const emptySummary: Summary = { title: '', excerpt: '', words: 0 };

/** One page of the list, at a cost that depends on `limit` alone. */
export async function readList(reader: Reader, { after, limit }: ListOptions): Promise<readonly Listing[]> {
  const places = (await reader.keys(indexRange(after), { limit })).map(parseIndexKey);
  return Promise.all(
    places.map(async (place) => {
      const value = await readValue(reader, place.name);
      return decodeListing(place.name, value) ?? unreadableListing(place);
    }),
  );
}

/** A document's listing; one that is torn or lost is put together from its place in the list. */
export async function readListing(reader: Reader, name: DocumentName): Promise<Listing | undefined> {
  const value = await readValue(reader, name);
  if (value === undefined && !(await hasEntry(reader, name))) return undefined;
  return decodeListing(name, value) ?? (await searchIndex(reader, name));
}

/** Writes a listing at its place in the list, and takes it from where it was. */
export function placeListing(
  { name, ...listed }: Listing,
  before: ListingTimes | undefined,
): readonly Operation[] {
  const key = documentKey(name, 'listing');
  const place = indexKey({ name, editedMs: listed.editedMs });
  return [
    ...(before === undefined ? [] : [del(indexKey({ name, editedMs: before.editedMs }))]),
    { type: 'put', key, value: encodeListed(key, listed) },
    { type: 'put', key: place, value: new Uint8Array(0) },
  ];
}

export function removeListing(name: DocumentName, times: ListingTimes): readonly Operation[] {
  return [del(documentKey(name, 'listing')), del(indexKey({ name, editedMs: times.editedMs }))];
}

function del(key: Uint8Array): Operation {
  return { type: 'del', key };
}

function decodeListing(name: DocumentName, value: Uint8Array | undefined): Listing | undefined {
  const listed: Listed | undefined = value && decodeListed(documentKey(name, 'listing'), value);
  return listed && { name, ...listed };
}

/** A value that lies in a damaged block is as good as a torn one: empty. */
function readValue(reader: Reader, name: DocumentName): Promise<Uint8Array | undefined> {
  return reader.get(documentKey(name, 'listing')).catch((error: unknown) => {
    if (isCorruption(error)) return new Uint8Array(0);
    throw error;
  });
}

/** The time of creation is lost; the last edit is the nearest that is known. */
function unreadableListing({ name, editedMs }: Pick<Listing, 'name' | 'editedMs'>): Listing {
  return { name, createdMs: editedMs, editedMs, summary: emptySummary };
}

async function hasEntry(reader: Reader, name: DocumentName): Promise<boolean> {
  return (await reader.keys(kindRange(name, 'entry'), { limit: 1 })).length > 0;
}

const indexPageKeys = 1000;

/** Walks the whole list, which only a damaged document needs. */
async function searchIndex(reader: Reader, name: DocumentName): Promise<Listing | undefined> {
  for (let after: Pick<Listing, 'name' | 'editedMs'> | undefined; ; ) {
    const keys = await reader.keys(indexRange(after), { limit: indexPageKeys });
    const places = keys.map(parseIndexKey);
    const found = places.find((place) => place.name === name);
    if (found !== undefined) return unreadableListing(found);
    after = places.at(-1);
    if (after === undefined) return undefined;
  }
}
