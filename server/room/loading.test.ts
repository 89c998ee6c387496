import {
  createMemoryLog,
  type Entry,
  parseDocumentName,
  type StoredDocument,
} from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { ControlledLog } from './controlledLog.fixture.ts';
import { loadDocument } from './loading.ts';

const name = parseDocumentName('long');

/** The entries of somebody who types letter by letter. */
function typed(count: number): readonly Entry[] {
  const doc = new Y.Doc();
  const entries: Entry[] = [];
  doc.on('update', (update: Uint8Array) => entries.push({ timeMs: entries.length, author: '', update }));
  for (let at = 0; at < count; at++) doc.getText('body').insert(at, String(at % 10));
  return entries;
}

/** Hands out a document in pieces of so many entries, and counts those that nobody has asked to be rid of by asking for the next. */
class PiecemealLog extends ControlledLog {
  pieces = 0;
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    super(createMemoryLog());
    this.#entriesMax = entriesMax;
  }

  override async *stream(document: typeof name): AsyncIterable<StoredDocument> {
    const stored = await this.read(document);
    if (stored === undefined) return;
    const { checkpoint, entries, last } = stored;
    for (let at = 0; at === 0 || at < entries.length; at += this.#entriesMax) {
      this.pieces += 1;
      const piece = entries.slice(at, at + this.#entriesMax);
      yield { checkpoint: at === 0 ? checkpoint : undefined, entries: piece, last };
    }
  }
}

function textOf(update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getText('body').toString();
}

it('a long log is taken in piece by piece', async () => {
  const log = new PiecemealLog(10);
  await log.append(name, typed(95));
  const { state, last, tailEntries, enteredMs } = await loadDocument(log, name);
  expect(log.pieces).toBe(10);
  expect({ last, tailEntries, enteredMs }).toEqual({ last: 95, tailEntries: 95, enteredMs: 94 });
  expect(textOf(state.encode())).toHaveLength(95);
});

it('only what is behind the checkpoint counts as tail', async () => {
  const log = new PiecemealLog(10);
  const entries = typed(30);
  const upTo = await log.append(name, entries.slice(0, 20));
  await log.append(name, entries.slice(20));
  const update = Y.mergeUpdates(entries.slice(0, 20).map((entry) => entry.update));
  await log.checkpoint(name, { upTo, update });
  const { state, last, tailEntries } = await loadDocument(log, name);
  expect({ last, tailEntries }).toEqual({ last: 30, tailEntries: 10 });
  expect(textOf(state.encode())).toHaveLength(30);
});

it('a document without entries is empty, and a deleted one is none', async () => {
  const log = new ControlledLog();
  expect((await loadDocument(log, name)).last).toBe(0);
  await log.append(name, typed(1));
  await log.delete(name);
  await expect(loadDocument(log, name)).rejects.toMatchObject({ code: 'DOCUMENT_DELETED' });
});

it('a document of which an entry in a later piece is damaged is not opened in part', async () => {
  const log = new PiecemealLog(2);
  const entries = typed(5);
  const broken = entries.map((entry, at) => (at === 3 ? { ...entry, update: Uint8Array.of(7) } : entry));
  await log.append(name, broken);
  await expect(loadDocument(log, name)).rejects.toMatchObject({ code: 'ENTRY_CORRUPT', document: name });
});
