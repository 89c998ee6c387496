import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint8Array } from 'lib0/encoding';
import * as Y from 'yjs';

/** A recorded session of one person: edits to be made one after the other. */
interface Trace {
  readonly endContent: string;
  readonly txns: readonly {
    readonly patches: readonly (readonly [position: number, deleted: number, inserted: string])[];
  }[];
}

const traceFile = new URL('../fixtures/automerge-paper.json.gz', import.meta.url);
/** As long in bytes as most that Yjs draws by chance. */
const clientId = 2_000_000_001;
/** How many of the last edits are kept apart, for those who come back without them. */
const tailEdits = 100;

export const paperFiles = {
  base: 'base.update',
  tail: 'tail.updates',
  full: 'full.update',
  keystrokes: 'keystrokes.updates',
} as const;

/** Types the recorded document, one transaction for each keystroke, and writes it into a folder for the other processes. */
export async function preparePaper(folder: string): Promise<void> {
  const { updates, base, full } = typePaper(await readTrace(), tailEdits);
  await writeFile(join(folder, paperFiles.base), base);
  await writeFile(join(folder, paperFiles.full), full);
  await writeFile(join(folder, paperFiles.tail), encodeUpdates(updates.slice(-tailEdits)));
  await writeFile(join(folder, paperFiles.keystrokes), encodeUpdates(updates));
}

/** The recorded document at its end, as one update. */
export async function readPaper(): Promise<Buffer> {
  return Buffer.from(typePaper(await readTrace(), tailEdits).full);
}

/** Updates one after the other, each behind its length. */
export function encodeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  const encoder = createEncoder();
  for (const update of updates) writeVarUint8Array(encoder, update);
  return toUint8Array(encoder);
}

export function decodeUpdates(bytes: Uint8Array): readonly Uint8Array[] {
  const decoder = createDecoder(bytes);
  const updates: Uint8Array[] = [];
  while (hasContent(decoder)) updates.push(readVarUint8Array(decoder));
  return updates;
}

async function readTrace(): Promise<Trace> {
  return JSON.parse(gunzipSync(await readFile(traceFile)).toString()) as Trace;
}

/** @returns each edit as an update, the state before the last so many, and the state at the end. */
function typePaper(
  { txns, endContent }: Trace,
  keptApart: number,
): { readonly updates: readonly Uint8Array[]; readonly base: Uint8Array; readonly full: Uint8Array } {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const text = doc.getText('text');
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  const type = (edits: Trace['txns']): Uint8Array => {
    for (const { patches } of edits) doc.transact(() => apply(text, patches));
    return Y.encodeStateAsUpdate(doc);
  };
  const base = type(txns.slice(0, -keptApart));
  const full = type(txns.slice(-keptApart));
  if (text.toString() !== endContent) throw new Error('The recorded document did not come out as recorded.');
  return { updates, base, full };
}

function apply(text: Y.Text, patches: Trace['txns'][number]['patches']): void {
  for (const [position, deleted, inserted] of patches) {
    if (deleted > 0) text.delete(position, deleted);
    if (inserted !== '') text.insert(position, inserted);
  }
}
