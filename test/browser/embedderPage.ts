import { createEditor, type EditorHandle } from '@scriptorium/editor';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc } from 'yjs';

/** What an embedder's `upload` is waiting for, ended by the test. */
export interface Embedder {
  /** How many uploads of files of this name are under way. */
  underWay(name: string): number;
  finish(name: string, src: string): void;
  fail(name: string, reason: string): void;
  /** What `onRefused` was told. */
  readonly refused: readonly string[];
  /** What Béla's document holds, as text for machines. */
  theirs(): string;
}

interface Upload {
  readonly name: string;
  readonly finish: (src: string) => void;
  readonly fail: (reason: Error) => void;
}

const uploads: Upload[] = [];
const refused: string[] = [];

function upload({ name }: File): Promise<string> {
  return new Promise((finish, fail) => uploads.push({ name, finish, fail }));
}

function openEditor(label: string, doc: Doc): EditorHandle {
  const element = document.createElement('section');
  document.body.append(element);
  const onRefused = (sentence: string) => refused.push(sentence);
  return createEditor({
    element,
    doc,
    label,
    awareness: new Awareness(doc),
    editable: true,
    upload,
    onRefused,
  });
}

function taken(name: string): Upload {
  const index = uploads.findIndex((waiting) => waiting.name === name);
  const [found] = index < 0 ? [] : uploads.splice(index, 1);
  if (!found) throw new Error(`No ${name} is on its way`);
  return found;
}

/** Two people in one page, without a network between them. */
function openBoth(): Embedder {
  const [ada, bela] = [new Doc(), new Doc()];
  for (const [from, to] of [
    [ada, bela],
    [bela, ada],
  ] as const)
    from.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'other') applyUpdate(to, update, 'other');
    });
  openEditor('Ada', ada);
  const { view } = openEditor('Béla', bela);
  return {
    refused,
    underWay: (name) => uploads.filter((waiting) => waiting.name === name).length,
    finish: (name, src) => taken(name).finish(src),
    fail: (name, reason) => taken(name).fail(new Error(reason)),
    theirs: () => JSON.stringify(view.state.doc),
  };
}

Object.assign(globalThis, { embedder: openBoth() });
