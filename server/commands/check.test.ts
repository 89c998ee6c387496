import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentName, openLevelLog, parseDocumentName, parseSequence } from '@scriptorium/persistence';
import { expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { check, DocumentMissingError } from './check.ts';

const name = parseDocumentName('minutes');
const other = parseDocumentName('"a"\nb');

/** Types one letter after the other. @returns the update of each. */
function type(letters: string, clientId = 1): readonly Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  for (const letter of letters) doc.getText('t').insert(doc.getText('t').length, letter);
  return updates;
}

const updates = type('abcde');

interface Content {
  readonly updates: readonly Uint8Array[];
  readonly checkpoint?: { readonly upTo: number; readonly update: Uint8Array };
}

async function dataWith(documents: readonly (readonly [DocumentName, Content])[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-check-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const log = await openLevelLog({ directory });
  for (const [document, { updates, checkpoint }] of documents) {
    await log.append(
      document,
      updates.map((update) => ({ timeMs: 1, author: '', update })),
    );
    if (checkpoint !== undefined)
      await log.checkpoint(document, { ...checkpoint, upTo: parseSequence(checkpoint.upTo) });
  }
  await log.close();
  return directory;
}

async function linesOf(data: string, document = ''): Promise<readonly string[]> {
  const lines: string[] = [];
  const isSound = await check({ data, document }, (line) => lines.push(line));
  expect(isSound).toBe(lines.at(-1)?.endsWith(': sound') === true);
  return lines;
}

/** What is said of a document with this content, beside another that is sound. */
async function problemsOf(content: Content): Promise<readonly string[]> {
  const data = await dataWith([
    [name, content],
    [other, { updates }],
  ]);
  const lines = await linesOf(data);
  expect(await linesOf(data, name)).toEqual(lines);
  expect(await linesOf(data, other)).toEqual([expect.stringContaining('1 document, 5 entries')]);
  expect(lines.at(-1)).toBe('1 problem in 1 document');
  return lines.slice(0, -1);
}

it('check calls a directory sound when every document loads, with checkpoint and history', async () => {
  const checkpoint = { upTo: 3, update: Y.mergeUpdates([...updates]) };
  const data = await dataWith([
    [name, { updates, checkpoint }],
    [other, { updates: [...updates, ...updates] }],
  ]);
  const bytes = (list: readonly Uint8Array[]) => list.reduce((sum, { length }) => sum + length, 0);
  const total = 3 * bytes(updates) + checkpoint.update.length;
  expect(await linesOf(data)).toEqual([`2 documents, 15 entries, ${total} bytes: sound`]);
  expect(await linesOf(await dataWith([]))).toEqual(['0 documents, 0 entries, 0 bytes: sound']);
});

it('check takes a checkpoint for whole in which what was deleted is garbage', async () => {
  const doc = new Y.Doc();
  const logged: Uint8Array[] = [];
  doc.on('update', (update) => logged.push(update));
  const map = doc.getMap<Y.Text>('m');
  map.set('k', new Y.Text('gone'));
  map.get('k')?.insert(0, 'all ');
  map.delete('k');
  map.set('l', new Y.Text('kept'));
  const checkpoint = { upTo: 3, update: Y.encodeStateAsUpdate(doc) };
  const lines = await linesOf(await dataWith([[name, { updates: logged, checkpoint }]]));
  expect(lines).toEqual([expect.stringMatching(/^1 document, 4 entries, \d+ bytes: sound$/)]);
});

it('check tells of an entry that is no valid update, and not of what depends on it', async () => {
  const torn = updates.map((update, i) => (i === 2 ? update.subarray(0, -3) : update));
  expect(await problemsOf({ updates: torn })).toEqual([
    expect.stringMatching(
      /^"minutes": entry 3 is no valid update \(.+\)\. The server will not open .* backup\.$/,
    ),
  ]);
});

it('check tells that history is not valid where the checkpoint stands for it', async () => {
  const torn = updates.map((update, i) => (i === 2 ? update.subarray(0, -3) : update));
  const checkpoint = { upTo: 4, update: Y.mergeUpdates([...updates]) };
  expect(await problemsOf({ updates: torn, checkpoint })).toEqual([
    expect.stringMatching(/^"minutes": entry 3 is no valid update .*The document opens; its history/),
  ]);
});

it('check tells of an entry whose predecessor is missing', async () => {
  expect(await problemsOf({ updates: [0, 1, 3, 4].flatMap((i) => updates[i] ?? []) })).toEqual([
    expect.stringMatching(/^"minutes": entry 3 builds on what no earlier entry brings\./),
  ]);
});

it('check tells of a checkpoint that lacks an entry, and names the first', async () => {
  for (const brought of [2, 0]) {
    const checkpoint = { upTo: 4, update: Y.mergeUpdates([...type('x', 7), ...updates.slice(0, brought)]) };
    expect(await problemsOf({ updates, checkpoint })).toEqual([
      expect.stringContaining(`"minutes": its checkpoint up to 4 lacks what entry ${brought + 1} brings.`),
    ]);
  }
});

it('check tells of a checkpoint that no room could load', async () => {
  for (const update of [new Uint8Array([1]), updates[4] ?? new Uint8Array()])
    expect(await problemsOf({ updates, checkpoint: { upTo: 4, update } })).toEqual([
      expect.stringMatching(/^"minutes": its checkpoint up to 4 is no valid update \(.+\)\./),
    ]);
});

it('check writes a name that could confuse a terminal in quotes, on one line', async () => {
  const lines = await linesOf(await dataWith([[other, { updates: [new Uint8Array([1])] }]]));
  expect(lines[0]).toMatch(/^"\\"a\\"\\nb": entry 1 /);
  expect(lines).toHaveLength(2);
});

it('check knows a document that was deleted from one that never was', async () => {
  const data = await dataWith([[name, { updates }]]);
  const log = await openLevelLog({ directory: data });
  await log.delete(name);
  await log.close();
  expect(await linesOf(data, name)).toEqual(['0 documents, 0 entries, 0 bytes: sound']);
  await expect(linesOf(data, 'nobody')).rejects.toThrow(DocumentMissingError);
});
