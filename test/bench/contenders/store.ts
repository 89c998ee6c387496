import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Entry, openLevelLog, parseDocumentName, type UpdateLog } from '@scriptorium/persistence';
import { decodeUpdates, paperFiles } from '../paper.ts';
import { programFile } from './contender.ts';
import type { Peers } from './peers.ts';

/** What a store holds before its server is started: one long document, or many short ones. */
export type Stock =
  | { readonly kind: 'keystrokes'; readonly document: string; readonly paperFolder: string }
  | { readonly kind: 'documents'; readonly count: number };

const entriesPerAppend = 1000;
const documentsAtOnce = 500;
const timeMs = Date.UTC(2024, 0, 1);

/** Fills Scriptorium's store with an entry for each keystroke and no checkpoint, or with documents that are in the list. */
export async function stockScriptorium(dataDir: string, stock: Stock): Promise<void> {
  const log = await openLevelLog({ directory: dataDir });
  if (stock.kind === 'keystrokes') await appendKeystrokes(log, stock);
  else await appendDocuments(log, stock.count);
  await log.close();
}

/** Fills the store of y-leveldb with an entry for each keystroke. */
export async function stockYLevel(
  { folder, node }: Peers,
  dataDir: string,
  { document, paperFolder }: Extract<Stock, { readonly kind: 'keystrokes' }>,
): Promise<void> {
  const updates = join(paperFolder, paperFiles.keystrokes);
  await promisify(execFile)(node, [programFile('yLevelStore.mjs'), folder, dataDir, document, updates]);
}

async function appendKeystrokes(
  log: UpdateLog,
  { document, paperFolder }: Extract<Stock, { readonly kind: 'keystrokes' }>,
): Promise<void> {
  const updates = decodeUpdates(new Uint8Array(await readFile(join(paperFolder, paperFiles.keystrokes))));
  const entries = updates.map((update): Entry => ({ timeMs, author: '', update }));
  const name = parseDocumentName(document);
  for (let first = 0; first < entries.length; first += entriesPerAppend)
    await log.append(name, entries.slice(first, first + entriesPerAppend));
}

async function appendDocuments(log: UpdateLog, count: number): Promise<void> {
  // One character, typed by client 1.
  const update = Uint8Array.from([1, 1, 1, 0, 4, 1, 4, 116, 101, 120, 116, 1, 97, 0]);
  const append = async (index: number): Promise<void> => {
    const name = parseDocumentName(`stored-${index}`);
    await log.append(name, [{ timeMs: timeMs + index, author: '', update }]);
    const summary = { title: `Document ${index}`, excerpt: 'a', words: 1 };
    await log.describe(name, { editedMs: timeMs + index + 1, summary });
  };
  for (let first = 0; first < count; first += documentsAtOnce) {
    const length = Math.min(documentsAtOnce, count - first);
    await Promise.all(Array.from({ length }, (_, place) => append(first + place)));
  }
}
