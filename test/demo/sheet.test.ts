import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { holds, Sheet, type TypedEdit, textName } from './sheet.ts';
import { type Edit, type Patch, readTrace } from './trace.ts';

function textOf(edits: readonly TypedEdit[]): string {
  const doc = new Y.Doc();
  for (const { update } of edits) Y.applyUpdate(doc, update);
  return doc.getText(textName).toString();
}

/** The edits of one writer, each patch an edit. */
function editsOf(agent: number, patches: readonly Patch[]): readonly Edit[] {
  return patches.map((patch, index) => ({ agent, ordinal: index + 1, known: [], patches: [patch] }));
}

it('positions are counted in code points when the text has characters outside the basic plane', () => {
  const sheet = new Sheet(0);
  const patches: readonly Patch[] = [
    [0, 0, 'a🙂b🙃c'],
    [2, 1, 'B'],
    [3, 1, ''],
    [3, 0, '🎉'],
  ];
  expect(textOf(editsOf(0, patches).map((edit) => sheet.type(edit)))).toBe('a🙂B🎉c');
});

it('a document holds an edit when it has what was inserted and no more what was deleted', () => {
  const sheet = new Sheet(0);
  const [insertion, deletion] = editsOf(0, [
    [0, 0, 'word'],
    [1, 2, ''],
  ]).map((edit) => sheet.type(edit));
  if (insertion === undefined || deletion === undefined) throw new Error('two edits were typed');
  const doc = new Y.Doc();
  expect(holds(doc, insertion)).toBe(false);
  Y.applyUpdate(doc, insertion.update);
  expect([holds(doc, insertion), holds(doc, deletion)]).toEqual([true, false]);
  Y.applyUpdate(doc, deletion.update);
  expect(holds(doc, deletion)).toBe(true);
});

it('the recording ends as it says when every edit is typed on what its writer had seen', async () => {
  const trace = await readTrace(new URL('../fixtures/friendsforever.json.gz', import.meta.url));
  const sheets = [new Sheet(0), new Sheet(1)] as const;
  const typed: readonly [TypedEdit[], TypedEdit[]] = [[], []];
  const inOrder: TypedEdit[] = [];
  const read = [0, 0];
  for (const edit of trace.edits) {
    const own = edit.agent === 0 ? 0 : 1;
    const other = own === 0 ? 1 : 0;
    const known = edit.known[other] ?? 0;
    for (const each of typed[other].slice(read[own], known)) sheets[own].add(each);
    read[own] = Math.max(known, read[own] ?? 0);
    const made = sheets[own].type(edit);
    typed[own].push(made);
    inOrder.push(made);
  }
  expect(textOf(inOrder)).toBe(trace.endContent);
});
