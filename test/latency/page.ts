import { createEditor, fragmentName, schema } from '@scriptorium/editor';
import { EditorState, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { initProseMirrorDoc, updateYFragment, ySyncPlugin } from 'y-prosemirror';
import { Awareness } from 'y-protocols/awareness';
import { applyUpdate, Doc, encodeStateAsUpdate, XmlElement, XmlText } from 'yjs';

/** Until the page is changed and laid out, and how much of that ran in scripts. */
export interface Duration {
  readonly allMs: number;
  readonly scriptMs: number;
}

/** What is measured in the page, in milliseconds; each list in the order in which it happened. */
export interface Latencies {
  readonly openMs: number;
  readonly local: readonly Duration[];
  readonly remote: readonly Duration[];
  /** Frames that were due and not drawn, while five others typed and one typed oneself. */
  readonly framesMissed: number;
  readonly framesDue: number;
}

export type Contender = 'scriptorium' | 'y-prosemirror';

const keys = 60;
const others = 5;
/** Of each of the others, and of oneself. */
const keysPerSecond = 6;
const crowdMs = 4000;
const frameMs = 1000 / 60;

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
  return new EditorView(element, { state, attributes: { class: 'scriptorium-content' } });
}

/** Reading the height makes the browser lay out what has changed. */
function timed(act: () => void): Duration {
  const startMs = performance.now();
  act();
  const changedMs = performance.now();
  void document.body.offsetHeight;
  return { scriptMs: changedMs - startMs, allMs: performance.now() - startMs };
}

function caretIn(view: EditorView, share: number): void {
  const { doc, tr } = view.state;
  const pos = doc.resolve(Math.floor(doc.content.size * share));
  view.dispatch(tr.setSelection(TextSelection.near(pos)).scrollIntoView());
}

/** Somebody who types in the block at `share` of the document, each key an update. */
function otherAt(state: Uint8Array, share: number): () => Uint8Array {
  const doc = new Doc();
  applyUpdate(doc, state);
  const fragment = doc.getXmlFragment(fragmentName);
  const block = fragment.get(Math.floor(fragment.length * share));
  const text = block instanceof XmlElement ? block.get(0) : undefined;
  if (!(text instanceof XmlText)) throw new Error('There is no text to type in');
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made: Uint8Array) => {
    update = made;
  });
  return () => {
    text.insert(0, 'y');
    return update;
  };
}

/** One types at the middle, and hears of somebody who types at three quarters; then of five, one of them next to the caret. */
async function measure(contender: Contender, blocks: number): Promise<Latencies> {
  const state = encodeStateAsUpdate(createDocument(blocks));
  const doc = new Doc();
  applyUpdate(doc, state);
  let view: EditorView | undefined;
  const opening = timed(() => {
    view = openView(contender, doc);
  });
  if (!view) throw new Error('There is no view');
  const shown = view;
  shown.focus();
  caretIn(shown, 0.5);
  const typeKey = () => shown.dispatch(shown.state.tr.insertText('x').scrollIntoView());
  const other = otherAt(state, 0.75);
  const local: Duration[] = [];
  const remote: Duration[] = [];
  for (let key = 0; key < keys; key += 1) {
    local.push(timed(typeKey));
    const update = other();
    remote.push(timed(() => applyUpdate(doc, update, 'remote')));
    if (key % 10 === 9) await nextFrame();
  }
  const frames = await measureCrowd(typeKey, { doc, state });
  shown.destroy();
  return { openMs: opening.allMs, local, remote, ...frames };
}

/** Each types at a place of their own, the first within what is seen. */
async function measureCrowd(
  typeKey: () => void,
  { doc, state }: { readonly doc: Doc; readonly state: Uint8Array },
): Promise<Pick<Latencies, 'framesMissed' | 'framesDue'>> {
  const crowd = Array.from({ length: others }, (_, index) => otherAt(state, 0.5 + index * 0.09));
  const timers = [typeKey, ...crowd.map((type) => () => applyUpdate(doc, type(), 'remote'))].map((act) =>
    setInterval(act, 1000 / keysPerSecond),
  );
  const startMs = await nextFrame();
  let lastMs = startMs;
  let framesMissed = 0;
  while (lastMs - startMs < crowdMs) {
    const nowMs = await nextFrame();
    framesMissed += Math.max(0, Math.round((nowMs - lastMs) / frameMs) - 1);
    lastMs = nowMs;
  }
  for (const timer of timers) clearInterval(timer);
  return { framesMissed, framesDue: Math.round((lastMs - startMs) / frameMs) };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

Object.assign(globalThis, { measure });
