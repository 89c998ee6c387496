import type { Command, Transaction } from 'prosemirror-state';
import { expect, test } from 'vitest';
import { parseState, showState } from './notation.fixture.ts';

/** One line of a test: its title, and what it makes of one document, or null if it must leave it alone. */
export type CommandCase = readonly [title: string, command: Command, before: string, after: string | null];

/**
 * A test for each line. Beside the outcome it holds that asking (without dispatch) answers as doing does, that the
 * document stays valid, and that every step inverts.
 */
export function testCommands(cases: readonly CommandCase[]): void {
  for (const [title, command, before, after] of cases) test(title, () => checkCase(command, before, after));
}

function checkCase(command: Command, before: string, after: string | null): void {
  const state = parseState(before);
  const done: Transaction[] = [];
  const applies = command(state, (tr) => void done.push(tr));
  expect(command(state), 'asking and doing agree').toBe(applies);
  expect(applies).toBe(after !== null);
  expect(done).toHaveLength(after === null ? 0 : 1);
  for (const tr of done) {
    expect(showState(state.apply(tr))).toBe(normal(after ?? ''));
    tr.doc.check();
    checkInverts(tr);
  }
}

/** A caret can be written on either side of a mark's sign. */
function normal(line: string): string {
  return showState(parseState(line));
}

function checkInverts(tr: Transaction): void {
  let doc = tr.doc;
  for (let index = tr.steps.length - 1; index >= 0; index -= 1) {
    const before = tr.docs[index];
    const inverse = before && tr.steps[index]?.invert(before).apply(doc).doc;
    if (!inverse) throw new Error('A step does not invert');
    doc = inverse;
  }
  expect(doc.eq(tr.before), 'the steps invert').toBe(true);
}
