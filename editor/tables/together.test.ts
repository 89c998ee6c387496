// @vitest-environment jsdom
import { TextSelection } from 'prosemirror-state';
import { expect, test } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { showDoc } from '../testing/notation.fixture.ts';
import { createTwo, exchange, type Replica, rebuilt } from '../testing/replicas.fixture.ts';

/** Two with a table, and what can be done with tables loaded. */
async function twoWith(line: string): Promise<readonly [Replica, Replica]> {
  const [a, b] = createTwo(line);
  for (const replica of [a, b]) {
    await expect.poll(() => pluginsOf(replica)).toContain('scriptorium-column$');
    putCaret(replica, 4);
  }
  return [a, b];
}

function pluginsOf({ editor }: Replica): readonly string[] {
  return editor.view.state.plugins.map((plugin) => (plugin as unknown as { readonly key: string }).key);
}

function putCaret({ editor: { view } }: Replica, pos: number): void {
  view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(pos))));
}

const shown = ({ editor }: Replica) => showDoc(editor.view.state.doc);

test('one adds a row while the other adds a column: nobody repairs, all converge, and the next own command mends it (E10)', async () => {
  const [a, b] = await twoWith('tb p a ; p b ;; p c ; p d');
  a.editor.commands.addRowAfter();
  b.editor.commands.addColumnAfter();
  exchange([a, b]);
  expect(shown(a)).toBe(shown(b));
  expect(a.editor.view.state.doc.eq(rebuilt(a))).toBe(true);
  expect(encodeStateAsUpdate(a.doc)).toEqual(encodeStateAsUpdate(b.doc));
  expect(a.editor.view.dom.querySelectorAll('.scriptorium-pad')).toHaveLength(1);
  a.editor.commands.addRowAfter();
  exchange([a, b]);
  expect(
    shown(b)
      .split(' ;; ')
      .map((row) => row.split(' ; ').length),
  ).toEqual([3, 3, 3, 3]);
});

test('one makes a head while the other types in it: nothing is lost (E7)', async () => {
  const [a, b] = await twoWith('tb p a ; p b');
  a.editor.commands.toggleHeaderRow();
  b.type('x');
  exchange([a, b]);
  expect([shown(a), shown(b)]).toEqual(['tb !p xa ; !p b', 'tb !p xa ; !p b']);
});
