import { createEditor, fragmentName, schema } from '@scriptorium/editor';
import { EditorState, TextSelection, type Transaction } from 'prosemirror-state';
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
  /** While five others typed and one typed oneself; undefined where nobody asks for it. */
  readonly frames: Frames | undefined;
}

export interface Frames {
  /** That were due and not drawn. */
  readonly missed: number;
  readonly due: number;
}

/** The last is ProseMirror's view without any plugin, which gets each key of others as a step: less than that nobody can do with it. */
export type Contender = 'scriptorium' | 'y-prosemirror' | 'prosemirror';

export interface Trial {
  readonly contender: Contender;
  readonly blocks: number;
  /** What the blocks are, beside a heading now and then. */
  readonly kind: 'paragraph' | 'bullet';
}

/** What the page offers to whoever drives it. */
export interface LatencyPage {
  readonly measure: (trial: Trial) => Promise<Latencies>;
  /** Opens a document, for `hear`. */
  readonly open: (trial: Trial) => void;
  /** So many keys of somebody else. */
  readonly hear: (keys: number) => void;
}

const keys = 60;
const others = 5;
/** Of each of the others, and of oneself. */
const keysPerSecond = 6;
const crowdMs = 4000;
const frameMs = 1000 / 60;
/** As in the editor: from so many blocks on what nobody sees isn't laid out. */
const longFrom = 300;

function createDocument({ blocks, kind }: Trial): Doc {
  const doc = new Doc();
  const text = 'Iron gall ink was made from oak galls, iron salts and gum, and it bites into the page.';
  const nodes = Array.from({ length: blocks }, (_, index) =>
    schema.node('block', { kind: index % 12 === 0 ? 'heading' : kind }, schema.text(`${index} ${text}`)),
  );
  const meta = { mapping: new Map(), isOMark: new Map() };
  updateYFragment(doc, doc.getXmlFragment(fragmentName), schema.node('doc', null, nodes), meta);
  return doc;
}

function openView({ contender, blocks }: Trial, doc: Doc): EditorView {
  const element = document.createElement('div');
  document.body.replaceChildren(element);
  if (contender === 'scriptorium')
    return createEditor({ element, doc, awareness: new Awareness(doc), editable: true }).view;
  const fragment = doc.getXmlFragment(fragmentName);
  const { doc: shown, mapping } = initProseMirrorDoc(fragment, schema);
  const isAlone = contender === 'prosemirror';
  const plugins = isAlone ? [] : [ySyncPlugin(fragment, { mapping })];
  const isLong = isAlone && blocks >= longFrom;
  const attributes = { class: `scriptorium-content${isLong ? ' scriptorium-long' : ''}` };
  return new EditorView(element, { state: EditorState.create({ doc: shown, plugins }), attributes });
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

/** Somebody who types on at the end of the block at `share` of the document, each key an update. */
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
    text.insert(text.length, 'y');
    return update;
  };
}

/** The same key for a view that knows nothing of Yjs. */
function keyAt({ state: { doc, tr } }: EditorView, share: number): Transaction {
  const blocks = doc.children.slice(0, Math.floor(doc.childCount * share) + 1);
  return tr.insertText('y', blocks.reduce((size, { nodeSize }) => size + nodeSize, 0) - 1);
}

interface Stand {
  readonly view: EditorView;
  readonly openMs: number;
  readonly typeKey: () => void;
  /** Makes ready a key of somebody at three quarters; the answer takes it in. */
  readonly otherKey: () => () => void;
  /** Somebody more, at `share` of the document: each call is a key. */
  readonly crowdKey: (share: number) => () => void;
}

function openStand(trial: Trial): Stand {
  const state = encodeStateAsUpdate(createDocument(trial));
  const doc = new Doc();
  applyUpdate(doc, state);
  let opened: EditorView | undefined;
  const opening = timed(() => {
    opened = openView(trial, doc);
  });
  if (!opened) throw new Error('There is no view');
  const view = opened;
  view.focus();
  caretIn(view, 0.5);
  const crowdKey = (share: number) => {
    const other = otherAt(state, share);
    return () => applyUpdate(doc, other(), 'remote');
  };
  return {
    view,
    openMs: opening.allMs,
    typeKey: () => view.dispatch(view.state.tr.insertText('x').scrollIntoView()),
    otherKey: trial.contender === 'prosemirror' ? () => stepOf(view) : updateOf(doc, otherAt(state, 0.75)),
    crowdKey,
  };
}

function stepOf(view: EditorView): () => void {
  const key = keyAt(view, 0.75);
  return () => view.dispatch(key);
}

function updateOf(doc: Doc, other: () => Uint8Array): () => () => void {
  return () => {
    const update = other();
    return () => applyUpdate(doc, update, 'remote');
  };
}

/** One types at the middle, and hears of somebody who types at three quarters; then of five, one of them next to the caret. */
async function measure(trial: Trial): Promise<Latencies> {
  const stand = openStand(trial);
  const local: Duration[] = [];
  const remote: Duration[] = [];
  for (let key = 0; key < keys; key += 1) {
    local.push(timed(stand.typeKey));
    remote.push(timed(stand.otherKey()));
    if (key % 10 === 9) await nextFrame();
  }
  const hasCrowd = trial.contender !== 'prosemirror' && trial.kind === 'paragraph';
  const frames = hasCrowd ? await measureCrowd(stand) : undefined;
  stand.view.destroy();
  return { openMs: stand.openMs, local, remote, frames };
}

/** Each types at a place of their own, the first within what is seen. */
async function measureCrowd({ typeKey, crowdKey }: Stand): Promise<Frames> {
  const crowd = Array.from({ length: others }, (_, index) => crowdKey(0.5 + index * 0.09));
  const timers = [typeKey, ...crowd].map((act) => setInterval(act, 1000 / keysPerSecond));
  const startMs = await nextFrame();
  let lastMs = startMs;
  let missed = 0;
  while (lastMs - startMs < crowdMs) {
    const nowMs = await nextFrame();
    missed += Math.max(0, Math.round((nowMs - lastMs) / frameMs) - 1);
    lastMs = nowMs;
  }
  for (const timer of timers) clearInterval(timer);
  return { missed, due: Math.round((lastMs - startMs) / frameMs) };
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

let heard: Stand | undefined;

const page: LatencyPage = {
  measure,
  open: (trial) => {
    heard = openStand(trial);
  },
  hear: (count) => {
    for (let key = 0; heard && key < count; key += 1) timed(heard.otherKey());
  },
};
Object.assign(globalThis, page);
