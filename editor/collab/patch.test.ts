import fc from 'fast-check';
import type { Transaction } from 'prosemirror-state';
import { expect, test } from 'vitest';
import { parseDoc, parseState } from '../testing/notation.fixture.ts';
import { patch } from './patch.ts';

function patched(before: string, now: string): Transaction {
  return patch(parseState(before).tr, parseDoc(now));
}

test.each([
  ['p one / p two', 'p one / p twXo', ['replace 8-8']],
  ['p one / p two', 'p Xone / p twoX', ['replace 9-9', 'replace 1-1']],
  ['p aa', 'p aaa', ['replace 3-3']],
  ['p aaa', 'p aa', ['replace 3-4']],
  ['p 😀', 'p 😁', ['replace 1-3']],
  ['p one', 'h2 one', ['attr 0', 'attr 0']],
  ['b one / t two', 'b one / .T two', ['attr 5', 'attr 5']],
  ['p one', 'p *one*', ['replace 1-4']],
  ['p onetwo', 'p one / p two', ['replace 4-4']],
  ['p one / p two', 'p onetwo', ['replace 4-6']],
  ['p one / p two', 'p two', ['replace 1-6']],
  ['p one', 'p one / --- / b two', ['replace 5-5']],
  ['', 'p one', ['replace 0-0']],
  ['p one', '', ['replace 0-5']],
  ['p one', 'p one', []],
])('from %s to %s there are the steps %j', (before, now, steps) => {
  const tr = patched(before, now);
  const shown = tr.steps.map((step) => {
    const { stepType, from, to, pos } = step.toJSON();
    return stepType === 'attr' ? `attr ${pos}` : `${stepType} ${from}-${to}`;
  });
  expect(shown).toEqual(steps);
  expect(tr.doc.eq(parseDoc(now))).toBe(true);
});

const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '*', '_', '\\'), maxLength: 6 });
const block = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom('p', 'b', '.b', 'h1', 'T'), text).map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: fc.constantFrom('---', 'code a') },
);
const line = fc.array(block, { maxLength: 6 }).map((blocks) => blocks.join(' / '));

test('the steps always end in the new document', () => {
  fc.assert(
    fc.property(line, line, (before, now) => {
      const tr = patched(before, now);
      tr.doc.check();
      return tr.doc.eq(parseDoc(now));
    }),
    { numRuns: 2000 },
  );
});
