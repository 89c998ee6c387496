import { NodeSelection, TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { XmlElement } from 'yjs';
import { backspace } from '../commands/backspace.ts';
import { enter } from '../commands/enter.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { toggleMark } from '../commands/mark.ts';
import type { Author } from '../intent/author.ts';
import { fragmentName } from '../schema/schema.ts';
import { createTableFeature } from '../tables/feature.ts';
import { outcomes as outcomesIn } from '../testing/company.fixture.ts';
import { everyHearing } from '../testing/interleaving.fixture.ts';
import { parseState, showDoc } from '../testing/notation.fixture.ts';

const tables = createTableFeature().commands;

/** What one person does: in the document as `at` has it, with the selection there. */
interface Act {
  readonly at: string;
  readonly does: (author: Author) => unknown;
}

const type = (at: string, text: string): Act => ({
  at,
  does: (author) => author.dispatch(author.state.tr.insertText(text)),
});
const press = (at: string, command: Parameters<Author['run']>[0]): Act => ({
  at,
  does: (author) => author.run(command),
});
const split = (at: string) => press(at, enter);
const join = (at: string) => press(at, backspace);
const heading = (at: string) => press(at, setKind({ kind: 'heading', level: 2 }));
const code = (at: string) => press(at, toggleCodeBlock);
const remove = (at: string): Act => ({
  at,
  does: (author) => author.dispatch(author.state.tr.deleteSelection()),
});

/** Deletes the `index`th block and puts it at the place of the `to`th, as dragging does. */
const move = (at: string, index: number, to: number): Act => ({
  at,
  does: (author) => {
    const { doc, tr } = author.state;
    const start = offsetOf(doc, index);
    tr.delete(start, start + doc.child(index).nodeSize);
    author.dispatch(tr.insert(offsetOf(tr.doc, to), doc.child(index)));
  },
});

const deleteBlock = (at: string, index: number): Act => ({
  at,
  does: (author) => {
    const start = offsetOf(author.state.doc, index);
    author.dispatch(author.state.tr.delete(start, start + author.state.doc.child(index).nodeSize));
  },
});

function offsetOf(doc: Author['state']['doc'], index: number): number {
  return doc.children.slice(0, index).reduce((size, node) => size + node.nodeSize, 0);
}

/** What can come of it when all have acted before they hear of each other. */
function outcomes(acts: readonly Act[]): readonly string[] {
  const line = (acts[0]?.at ?? '').replaceAll(/[|[\]]/g, '');
  const people = acts.map(({ at, does }) => [
    (author: Author) => {
      select(author, at);
      does(author);
    },
  ]);
  return outcomesIn({ line, people }, everyHearing(acts.map(() => 1)));
}

function select(author: Author, line: string): void {
  const wanted = parseState(line);
  expect(showDoc(author.state.doc)).toBe(showDoc(wanted.doc));
  const { anchor, head } = wanted.selection;
  const { tr } = author.state;
  author.dispatch(
    wanted.selection instanceof NodeSelection
      ? tr.setSelection(NodeSelection.create(tr.doc, anchor))
      : tr.setSelection(TextSelection.create(tr.doc, anchor, head)),
  );
}

describe('two who do not know of each other', () => {
  test.each<[string, readonly [Act, Act], string]>([
    ['E7: one makes a heading, the other types in it', [heading('p one|'), type('p one|', 'X')], 'h2 oneX'],
    [
      'E7: one makes code, the other types in it',
      [code('p one two|'), type('p one| two', 'X')],
      'code oneX two',
    ],
    [
      'E7: one takes code away, the other types in it',
      [code('code one two|'), type('code one| two', 'X')],
      'p oneX two',
    ],
    [
      'E8: one splits, the other types in the second half',
      [split('p one and |two'), type('p one and tw|o', 'X')],
      'p one and  / p twXo',
    ],
    [
      'E8: one splits, the other types at the very end',
      [split('p one and |two'), type('p one and two|', 'X')],
      'p one and  / p twoX',
    ],
    [
      'E8: one splits, the other types in the first half',
      [split('p one and |two'), type('p on|e and two', 'X')],
      'p onXe and  / p two',
    ],
    [
      'E8: one splits near the start, the other types there',
      [split('p one| and two'), type('p on|e and two', 'X')],
      'p onXe / p  and two',
    ],
    [
      'E8: one splits near the start, the other types at the very start',
      [split('p one| and two'), type('p |one and two', 'X')],
      'p Xone / p  and two',
    ],
    [
      'E8: one splits near the start, the other types behind',
      [split('p one| and two'), type('p one and tw|o', 'X')],
      'p one / p  and twXo',
    ],
    [
      'E8: one joins, the other types in the second',
      [join('p one and / p |two'), type('p one and / p tw|o', 'X')],
      'p one andtwXo',
    ],
    [
      'E8: one joins, the other types in the first',
      [join('p one / p |two and'), type('p on|e / p two and', 'X')],
      'p onXetwo and',
    ],
    [
      'E8: one joins, the other types at the end',
      [join('p one and / p |two'), type('p one and / p two|', 'X')],
      'p one andtwoX',
    ],
    [
      'E8: one deletes a block, the other types in it',
      [deleteBlock('p one / p two / p three', 1), type('p one / p tw|o / p three', 'X')],
      'p one / p X / p three',
    ],
    [
      'E8: one deletes a block, the other types in two places of it',
      [
        deleteBlock('p one / b two / p three', 1),
        {
          at: 'p one / b |two / p three',
          does: (a) => a.dispatch(a.state.tr.insertText('X', 6).insertText('Y', 10)),
        },
      ],
      'p one / b XY / p three',
    ],
    [
      'E8: one deletes over a border, the other types in what goes',
      [remove('p o[ne / p t]wo and more'), type('p one / p two |and more', 'X')],
      'p owo Xand more',
    ],
    [
      'E6: one moves a block down, the other types in it',
      [move('p one / p two / p three', 0, 2), type('p o|ne / p two / p three', 'X')],
      'p two / p three / p oXne',
    ],
    [
      'E6: one moves a block, the other types in those between',
      [move('p one / p two / p three', 0, 2), type('p one / p tw|o / p three', 'X')],
      'p twXo / p three / p one',
    ],
    [
      'E3: one makes bold italic, the other types in it',
      [
        press('p [*one*]', (state, dispatch) => {
          dispatch?.(
            state.tr.replaceWith(
              1,
              4,
              state.schema.text('one', [state.schema.marks.em?.create() ?? []].flat()),
            ),
          );
          return true;
        }),
        type('p *on|e*', 'X'),
      ],
      'p _onXe_',
    ],
    [
      'E21: one types an emoji beside the same, the other one of which half is the same',
      [type('p 😀|', '😀'), type('p |😀', '😁')],
      'p 😁😀😀',
    ],
    [
      'E1: one does not know what is in a block, and moves another; the other types in it',
      [
        move('p one / p two', 0, 1),
        {
          at: 'p one / p two|',
          does: (author) =>
            void author.doc.transact(() => {
              const block = author.doc.getXmlFragment(fragmentName).get(1);
              if (block instanceof XmlElement) block.setAttribute('mood', 'grave');
            }),
        },
      ],
      'unknown_block / p one',
    ],
    [
      'E9: one makes a heading and takes it back, the other types in it',
      [
        {
          at: 'p one|',
          does: (author) => author.run(setKind({ kind: 'heading', level: 2 })) && author.undo(),
        },
        type('p on|e', 'X'),
      ],
      'p onXe',
    ],
    [
      'E10: one adds a column, the other a row',
      [press('tb p a| ; p b', tables.addColumnAfter), press('tb p a| ; p b', tables.addRowAfter)],
      'tb p a ; p  ; p b ;; p  ; p ',
    ],
  ])('%s: both are kept', (...[, acts, after]) => {
    expect(outcomes(acts)).toEqual([after]);
    const { length } = acts;
    expect(outcomes(acts.toReversed()), `in the other order of ${length}`).toEqual([after]);
  });

  test('E6: both move the same block: it stands twice, and no other is touched', () => {
    const acts = [move('p one / p two / p three', 0, 1), move('p one / p two / p three', 0, 2)];
    expect(outcomes(acts)).toEqual(['p two / p one / p three / p one']);
  });

  test('E8: both split at one place: what both wrote anew stands twice, the rest once', () => {
    expect(outcomes([split('p one and |two'), split('p one and |two')])).toEqual([
      'p one and  / p two / p two',
    ]);
  });

  test('E8: both join at one place: what both wrote anew stands twice, the rest once', () => {
    expect(outcomes([join('p one and / p |two'), join('p one and / p |two')])).toEqual(['p one andtwotwo']);
  });

  test('E3: strong and italic at once are both there', () => {
    expect(outcomes([press('p [one]', toggleMark('strong')), press('p [one]', toggleMark('em'))])).toEqual([
      'p *_one_*',
    ]);
  });
});

describe('three who do not know of each other', () => {
  test.each<[string, readonly [Act, Act, Act], readonly string[]]>([
    [
      'E8: one splits, two type in the second half',
      [split('p one and |two'), type('p one and t|wo', 'X'), type('p one and tw|o', 'Y')],
      ['p one and  / p tXwYo'],
    ],
    [
      'E8: one splits, one makes a heading, one types',
      [split('p one and |two'), heading('p one and two|'), type('p one and tw|o', 'Y')],
      ['h2 one and  / p twYo'],
    ],
    [
      'E8: one deletes a block, two type in it',
      [deleteBlock('p one / p two', 1), type('p one / p t|wo', 'X'), type('p one / p tw|o', 'Y')],
      ['p one / p X / p Y', 'p one / p Y / p X'],
    ],
    [
      'E6: one moves a block, two type in it',
      [move('p one / p two', 0, 1), type('p o|ne / p two', 'X'), type('p on|e / p two', 'Y')],
      ['p two / p oXnYe'],
    ],
    [
      'E7: two make something of a block, one types in it',
      [heading('p one|'), press('p one|', setKind({ kind: 'bullet' })), type('p on|e', 'Y')],
      ['b onYe', 'h2 onYe'],
    ],
    [
      'E1: one writes what two do not know, and these type and split beside it',
      [
        {
          at: 'p one / p two|',
          does: (author) => void author.doc.getXmlFragment(fragmentName).insert(1, [new XmlElement('chart')]),
        },
        type('p on|e / p two', 'X'),
        split('p one / p t|wo'),
      ],
      ['p onXe / unknown_block / p t / p wo'],
    ],
    [
      'E3: strong, italic and typing at once',
      [press('p [one]', toggleMark('strong')), press('p [one]', toggleMark('em')), type('p o|ne', 'X')],
      ['p *_oXne_*'],
    ],
    [
      'E9: one takes a heading back, two type in it',
      [
        {
          at: 'p one|',
          does: (author) => author.run(setKind({ kind: 'heading', level: 2 })) && author.undo(),
        },
        type('p o|ne', 'X'),
        type('p on|e', 'Y'),
      ],
      ['p oXnYe'],
    ],
    [
      'E10: one adds a column, one a row, one types in a cell',
      [
        press('tb p a| ; p b', tables.addColumnAfter),
        press('tb p a| ; p b', tables.addRowAfter),
        type('tb p a ; p b|', 'X'),
      ],
      ['tb p a ; p  ; p bX ;; p  ; p '],
    ],
    [
      'E21: three type emoji that have halves in common',
      [type('p 😀|', '😀'), type('p |😀', '😁'), type('p 😀|', '😂')],
      ['p 😁😀😀😂', 'p 😁😀😂😀'],
    ],
  ])('%s: nothing is lost in any order of hearing', (...[, acts, after]) => {
    for (const result of outcomes(acts)) expect(after).toContain(result);
  });
});
