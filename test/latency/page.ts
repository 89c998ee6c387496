import { createEditor, fragmentName, schema } from '@scriptorium/editor';
import { EditorState, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { initProseMirrorDoc, updateYFragment, ySyncPlugin } from 'y-prosemirror';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';

/** What runs until the page is changed, and what the browser then takes to lay it out. */
export interface Duration {
  readonly scriptMs: number;
  readonly layoutMs: number;
}

/** What is measured in the page, in milliseconds; each list in the order in which it happened. */
export interface Latencies {
  readonly openMs: number;
  readonly local: readonly Duration[];
  readonly remote: readonly Duration[];
}

export type Contender = 'scriptorium' | 'y-prosemirror';

const keys = 60;

function createDocument(blocks: number): Doc {
  const doc = new Doc();
  const text = 'Iron gall ink was made from oak galls, iron salts and gum, and it bites into the page.';
  const nodes = Array.from({ length: blocks }, (_, index) =>
    schema.node(
      'block',
      { kind: index % 12 === 0 ? 'heading' : 'paragraph' },
      schema.text(`${index} ${text}`),
    ),
  );
  const meta = { mapping: new Map(), isOMark: new Map() };
  updateYFragment(doc, doc.getXmlFragment(fragmentName), schema.node('doc', null, nodes), meta);
  return doc;
}

function openView(contender: Contender, doc: Doc): EditorView {
  const element = document.createElement('div');
  document.body.replaceChildren(element);
  if (contender === 'scriptorium')
    return createEditor({ element, doc, awareness: new Awareness(doc), editable: true }).view;
  const fragment = doc.getXmlFragment(fragmentName);
  const { doc: shown, mapping } = initProseMirrorDoc(fragment, schema);
  const state = EditorState.create({ doc: shown, plugins: [ySyncPlugin(fragment, { mapping })] });
  return new EditorView(element, { state });
}

/** Reading the height makes the browser lay out what has changed. */
function timed(act: () => void): Duration {
  const startMs = performance.now();
  act();
  const changedMs = performance.now();
  void document.body.offsetHeight;
  return { scriptMs: changedMs - startMs, layoutMs: performance.now() - changedMs };
}

function caretIn(view: EditorView, share: number): void {
  const { doc, tr } = view.state;
  const pos = doc.resolve(Math.floor(doc.content.size * share));
  view.dispatch(tr.setSelection(TextSelection.near(pos)));
}

/** One types at the middle, and hears of somebody who types at three quarters. */
function measure(contender: Contender, blocks: number): Latencies {
  const source = createDocument(blocks);
  const state = encodeStateAsUpdate(source);
  const [mine, theirs] = [new Doc(), new Doc()];
  applyUpdate(mine, state);
  applyUpdate(theirs, state);
  let view: EditorView | undefined;
  const opening = timed(() => {
    view = openView(contender, mine);
  });
  if (!view) throw new Error('There is no view');
  view.focus();
  caretIn(view, 0.5);
  const updates: Uint8Array[] = [];
  theirs.on('update', (update: Uint8Array) => updates.push(update));
  const text = theirs.getXmlFragment(fragmentName).get(Math.floor(blocks * 0.75));
  const local: Duration[] = [];
  const remote: Duration[] = [];
  for (let key = 0; key < keys; key += 1) {
    const shown = view;
    local.push(timed(() => shown.dispatch(shown.state.tr.insertText('x'))));
    if ('get' in text)
      (text.get(0) as unknown as { insert: (at: number, text: string) => void }).insert(key, 'y');
    const [update] = updates.splice(0);
    if (update) remote.push(timed(() => applyUpdate(mine, update, 'remote')));
  }
  view.destroy();
  return { openMs: opening.scriptMs + opening.layoutMs, local, remote };
}

Object.assign(globalThis, { measure });
