import { memoryUsage, stdin, stdout } from 'node:process';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import * as Y from 'yjs';
import { DocumentState } from './documentState.ts';
import { mergeUpdates } from './merge.ts';
import { scanUpdate } from './scan.ts';

// Prints the figures of README.md, of a trace of one writer: zcat trace.json.gz | node --expose-gc dist/document/measure.js

interface Trace {
  /** Position, deleted, inserted, in Unicode code points. */
  readonly txns: readonly { readonly patches: readonly (readonly [number, number, string])[] }[];
}

const { doc, keystrokes } = replay(JSON.parse(await text(stdin)) as Trace);
const full = Y.encodeStateAsUpdate(doc);
const loaded = DocumentState.load([full]);
const recent = Y.encodeStateVector(docOf(keystrokes.slice(0, -100)));
const last500 = keystrokes.slice(-500);
let client = 0;

print('keystrokes', keystrokes.length);
print('document, bytes', full.length);
print('memory of the loaded document, bytes', await heldBy(() => DocumentState.load([full.slice()])));
print('memory of a Y.Doc of it, bytes', await heldBy(() => docOf([full])));
print('scan, µs each keystroke', perKeystroke(scanUpdate));
print('Y.decodeUpdate, µs each keystroke', perKeystroke(Y.decodeUpdate));
print('admit, µs each keystroke', perKeystroke(freshAdmit()));
print('Y.applyUpdate, µs each keystroke', perKeystroke(freshApply()));
print(
  'scan the document, ms',
  best(() => scanUpdate(full)),
);
print(
  'load the document, ms',
  best(() => DocumentState.load([full])),
);
print(
  'load it keystroke by keystroke, ms',
  best(() => DocumentState.load(keystrokes), 3),
);
print(
  'encode it for the first newcomer, ms',
  best(() => DocumentState.load([full]).encode()) - best(() => DocumentState.load([full])),
);
print(
  'answer the first who lacks 100 keystrokes, ms',
  best(() => answerAnew(recent)),
);
print(
  'Y.diffUpdate for the same, ms',
  best(() => Y.diffUpdate(full, recent)),
);
print(
  'merge 500 keystrokes, ms',
  best(() => mergeUpdates(last500)),
);
print(
  'Y.mergeUpdates of 500 keystrokes, ms',
  best(() => Y.mergeUpdates(last500)),
);

function replay({ txns }: Trace): { readonly doc: Y.Doc; readonly keystrokes: readonly Uint8Array[] } {
  const doc = new Y.Doc();
  const keystrokes: Uint8Array[] = [];
  const content = doc.getText('text');
  doc.on('update', (update: Uint8Array) => keystrokes.push(update));
  for (const { patches } of txns) {
    doc.transact(() => {
      for (const [at, deleted, inserted] of patches) {
        if (deleted > 0) content.delete(at, deleted);
        if (inserted !== '') content.insert(at, inserted);
      }
    });
  }
  return { doc, keystrokes };
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

function freshAdmit(): (update: Uint8Array) => unknown {
  let state = DocumentState.empty();
  return (update) => {
    if (update === keystrokes[0]) state = DocumentState.empty();
    return state.admit(update);
  };
}

function freshApply(): (update: Uint8Array) => unknown {
  let fresh = new Y.Doc();
  return (update) => {
    if (update === keystrokes[0]) fresh = new Y.Doc();
    Y.applyUpdate(fresh, update);
  };
}

/** Each round another client types a letter, so that no answer is kept from the round before. */
function answerAnew(vector: Uint8Array): unknown {
  loaded.admit(Uint8Array.of(1, 1, ++client, 0, 4, 1, 1, 116, 1, 97, 0));
  return loaded.answer(vector);
}

function perKeystroke(act: (update: Uint8Array) => unknown): number {
  const pass = () => {
    for (const update of keystrokes) act(update);
  };
  return (best(pass, 4) * 1000) / keystrokes.length;
}

/** The shortest of several runs, in milliseconds: what the work costs when nothing else disturbs it. */
function best(act: () => unknown, rounds = 30): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    act();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

async function heldBy(make: () => unknown): Promise<number> {
  const kept: unknown[] = [make()];
  const before = await memory();
  for (let i = 0; i < 20; i++) kept.push(make());
  return ((await memory()) - before) / (kept.length - 1);
}

/** Buffers are given back a moment after their objects are. */
async function memory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { heapUsed, arrayBuffers } = memoryUsage();
  return heapUsed + arrayBuffers;
}

function print(what: string, figure: number): void {
  const digits = figure >= 100 ? 0 : 3;
  stdout.write(`${what.padEnd(48)} ${figure.toFixed(digits).padStart(12)}\n`);
}
