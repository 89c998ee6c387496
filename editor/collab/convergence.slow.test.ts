// @vitest-environment jsdom
import fc from 'fast-check';
import { TextSelection } from 'prosemirror-state';
import { expect, test } from 'vitest';
import type { EditorCommands } from '../boundCommands.ts';
import { backspace } from '../commands/backspace.ts';
import { enter } from '../commands/enter.ts';
import { showDoc } from '../testing/notation.fixture.ts';
import {
  createReplicas,
  exchange,
  type Replica,
  rebuilt,
  remote,
  send,
} from '../testing/replicas.fixture.ts';

/** `RUNS=5000 npx vitest …` looks longer for a case that fails. */
const numRuns = Number(process.env.RUNS ?? 200);

/** What somebody does next, with where they do it as shares of the document. */
interface Act {
  readonly who: number;
  readonly does: Deed;
  readonly anchor: number;
  readonly head: number;
}

type Deed = { readonly command: CommandName } | { readonly text: string } | 'enter' | 'backspace' | 'send';
type CommandName = (typeof commandNames)[number];

const runs: Readonly<Record<string, (commands: EditorCommands) => boolean>> = {
  strong: ({ toggleMark }) => toggleMark('strong'),
  em: ({ toggleMark }) => toggleMark('em'),
  heading: ({ setKind }) => setKind({ kind: 'heading', level: 2 }),
  bullet: ({ setKind }) => setKind({ kind: 'bullet' }),
  task: ({ setKind }) => setKind({ kind: 'task' }),
  code: ({ toggleCodeBlock }) => toggleCodeBlock(),
  checked: ({ toggleChecked }) => toggleChecked(),
  indent: ({ indent }) => indent(),
  outdent: ({ outdent }) => outdent(),
  link: ({ setLink }) => setLink('x.org'),
  unlink: ({ removeLink }) => removeLink(),
  divider: ({ insertDivider }) => insertDivider(),
  break: ({ insertHardBreak }) => insertHardBreak(),
  undo: ({ undo }) => undo(),
  redo: ({ redo }) => redo(),
};
const commandNames = Object.keys(runs);

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ text: fc.constantFrom('a', 'bc', '😀', '👩‍👧', 'aa', 'ש', '# ', '- ', '**x**') }),
  },
  { weight: 5, arbitrary: fc.record({ command: fc.constantFrom(...commandNames) }) },
  { weight: 2, arbitrary: fc.constant('enter' as const) },
  { weight: 3, arbitrary: fc.constant('backspace' as const) },
  { weight: 3, arbitrary: fc.constant('send' as const) },
);

const acts: fc.Arbitrary<Act> = fc.record({
  who: fc.nat({ max: 1 }),
  does: deeds,
  anchor: fc.double({ min: 0, max: 1, noNaN: true }),
  head: fc.double({ min: 0, max: 1, noNaN: true }),
});

const timeoutMs = 30_000 + numRuns * 100;

test('two editors and a reader end with one document, whatever is done and whenever they hear of each other', {
  timeout: timeoutMs,
}, () => {
  fc.assert(
    fc.property(fc.array(acts, { minLength: 1, maxLength: 40 }), (sequence) => {
      const [reader, ...replicas] = createReplicas(
        3,
        'p one 😀 two / b three / .t four / h1 *five*',
      ).toReversed();
      if (!reader) throw new Error('Three replicas were asked for');
      reader.editor.setEditable(false);
      const written = ownUpdates(reader);
      for (const act of sequence) {
        perform(replicas, act);
        for (const replica of replicas) send(replica, reader);
        for (const { editor } of [...replicas, reader]) editor.view.state.doc.check();
      }
      exchange(replicas);
      exchange(replicas);
      for (const replica of replicas) send(replica, reader);
      expect(written(), 'the reader wrote').toBe(0);
      const documents = [...replicas, reader].flatMap((replica) => [
        replica.editor.view.state.doc,
        rebuilt(replica),
      ]);
      const [first] = documents;
      expect(
        documents.every((doc) => first?.eq(doc)),
        documents.map(showDoc).join('\n'),
      ).toBe(true);
      for (const { editor } of [...replicas, reader]) editor.destroy();
    }),
    { numRuns },
  );
});

/** How many updates `replica` has made that it wasn't sent. */
function ownUpdates({ doc }: Replica): () => number {
  let count = 0;
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== remote) count += 1;
  });
  return () => count;
}

function perform(replicas: readonly Replica[], { who, does, anchor, head }: Act): void {
  const replica = replicas[who];
  const other = replicas[1 - who];
  if (!replica || !other) throw new Error('There are two');
  if (does === 'send') {
    send(replica, other);
    return;
  }
  const { view, commands } = replica.editor;
  selectShare(replica, { anchor, head });
  if (does === 'enter') enter(view.state, view.dispatch, view);
  else if (does === 'backspace') backspace(view.state, view.dispatch, view);
  else if ('text' in does) replica.type(does.text);
  else runs[does.command]?.(commands);
}

/** Half of the selections are carets. */
function selectShare({ editor: { view } }: Replica, { anchor, head }: Pick<Act, 'anchor' | 'head'>): void {
  const { doc } = view.state;
  const at = (share: number) =>
    doc.resolve(wholeCharacter(view.state.doc, Math.floor(share * doc.content.size)));
  if (doc.childCount === 0) return;
  const selection = TextSelection.between(at(anchor), at(head < 0.5 ? anchor : head));
  view.dispatch(view.state.tr.setSelection(selection));
}

/** People can't put a caret into the middle of an astral character. */
function wholeCharacter(doc: Replica['editor']['view']['state']['doc'], pos: number): number {
  const after = doc.textBetween(pos, Math.min(pos + 1, doc.content.size));
  return /^[\udc00-\udfff]/.test(after) ? pos - 1 : pos;
}
