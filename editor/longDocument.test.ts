// @vitest-environment jsdom
import { Fragment, type Node } from 'prosemirror-model';
import { EditorState } from 'prosemirror-state';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { prosemirrorToYXmlFragment } from 'y-prosemirror';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import {
  applyUpdate,
  createRelativePositionFromTypeIndex,
  Doc,
  encodeStateAsUpdate,
  type RelativePosition,
  XmlElement,
  type XmlFragment,
  XmlText,
} from 'yjs';
import { createEditor } from './editor.ts';
import type { BlockKind } from './schema/block.ts';
import { fragmentName, schema } from './schema/schema.ts';

// How much is looked at for one key, rather than how long it takes: that is the same on every machine.

const [few, many] = [100, 1000] as const;
/** Counts how often a block is looked at. */
let looks = 0;
const ends: (() => void)[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  for (const end of ends.splice(0)) end();
});

function longDoc(blocks: number, kind: BlockKind): Node {
  const nodes = Array.from({ length: blocks }, (_, index) =>
    schema.node('block', { kind: index % 10 === 0 ? 'paragraph' : kind }, schema.text(`${index} words`)),
  );
  return schema.node('doc', null, nodes);
}

/** Counts each look at any of these objects' `name`. */
function watch<Name extends string>(objects: Iterable<Readonly<Record<Name, unknown>>>, name: Name): void {
  for (const object of objects) {
    const value = object[name];
    Object.defineProperty(object, name, {
      get: () => {
        looks += 1;
        return value;
      },
    });
  }
}

function watchBlocks({ state }: EditorView): void {
  for (const name of ['type', 'attrs', 'content', 'marks'] as const) watch(state.doc.children, name);
}

/** Also when blocks are only compared, which nobody hears of but whom they are asked of. */
function watchChildren(): void {
  const { child } = Fragment.prototype;
  vi.spyOn(Fragment.prototype, 'child').mockImplementation(function (this: Fragment, index) {
    looks += 1;
    return child.call(this, index);
  });
}

function looksDuring(act: () => void): number {
  looks = 0;
  act();
  return looks;
}

/** Of the block at three quarters. */
function typedText(fragment: XmlFragment): XmlText {
  const block = fragment.get(Math.floor(fragment.length * 0.75));
  const text = block instanceof XmlElement ? block.get(0) : undefined;
  if (!(text instanceof XmlText)) throw new Error('There is no text to type in');
  return text;
}

/** Another's doc with the same content, and their next key in it. */
function createOther(doc: Node): { readonly theirs: Doc; readonly nextKey: () => Uint8Array } {
  const theirs = new Doc();
  prosemirrorToYXmlFragment(doc, theirs.getXmlFragment(fragmentName));
  const text = typedText(theirs.getXmlFragment(fragmentName));
  const nextKey = () => {
    let update: Uint8Array = new Uint8Array();
    theirs.once('update', (made: Uint8Array) => {
      update = made;
    });
    text.insert(text.length, 'y');
    return update;
  };
  return { theirs, nextKey };
}

interface Stand {
  readonly view: EditorView;
  readonly awareness: Awareness;
  readonly theirs: Doc;
  /** Another's key arrives. */
  readonly hear: () => void;
}

function openEditor(blocks: number, kind: BlockKind = 'paragraph'): Stand {
  const { theirs, nextKey } = createOther(longDoc(blocks, kind));
  const doc = new Doc();
  applyUpdate(doc, encodeStateAsUpdate(theirs));
  const awareness = new Awareness(doc);
  const editor = createEditor({ element: document.createElement('div'), doc, awareness, editable: true });
  ends.push(() => {
    editor.destroy();
    awareness.destroy();
  });
  return { view: editor.view, awareness, theirs, hear: () => applyUpdate(doc, nextKey(), 'remote') };
}

/** What ProseMirror looks at for the same key, in a view without any plugin. */
function looksOfProseMirror(blocks: number): number {
  const view = new EditorView(document.createElement('div'), {
    state: EditorState.create({ doc: longDoc(blocks, 'paragraph') }),
  });
  ends.push(() => view.destroy());
  const key = keyIn(view);
  watchBlocks(view);
  return looksDuring(key);
}

/** Types where another would. */
function keyIn(view: EditorView): () => void {
  const before = view.state.doc.children.slice(0, Math.floor(view.state.doc.childCount * 0.75) + 1);
  const end = before.reduce((size, { nodeSize }) => size + nodeSize, 0) - 1;
  return () => view.dispatch(view.state.tr.insertText('y', end));
}

function endOfTyped(theirs: Doc): RelativePosition {
  const fragment = theirs.getXmlFragment(fragmentName);
  return createRelativePositionFromTypeIndex(typedText(fragment), typedText(fragment).length);
}

function showCursorOf({ theirs, awareness }: Stand, at: RelativePosition): void {
  vi.useFakeTimers();
  const their = new Awareness(theirs);
  their.setLocalState({ user: { name: 'Bo' }, cursor: { anchor: at, head: at } });
  applyAwarenessUpdate(awareness, encodeAwarenessUpdate(their, [theirs.clientID]), 'remote');
  their.destroy();
  vi.runOnlyPendingTimers();
  vi.useRealTimers();
}

function caretBefore({ dom }: EditorView): string {
  const caret = dom.querySelector('.scriptorium-caret');
  return caret?.previousSibling?.textContent ?? '';
}

describe("another's key", () => {
  test('has no more blocks looked at in a longer document, beside those that ProseMirror looks at itself', () => {
    watchChildren();
    const [short, long] = [few, many].map((blocks) => {
      const { view, hear } = openEditor(blocks);
      hear();
      watchBlocks(view);
      return looksDuring(hear) - looksOfProseMirror(blocks);
    });
    expect(short).toBeGreaterThan(0);
    expect(long).toBe(short);
  });

  test('has no cursor drawn anew when each has only moved along', () => {
    const stand = openEditor(many);
    const { view, hear, theirs } = stand;
    hear();
    showCursorOf(stand, endOfTyped(theirs));
    expect(caretBefore(view)).toMatch(/ wordsy$/);
    const draw = vi.spyOn(DecorationSet, 'create');
    hear();
    expect(draw).not.toHaveBeenCalled();
    expect(caretBefore(view)).toMatch(/ wordsyy$/);
  });

  test('in a long list has no item looked up among all others', () => {
    const { view, hear } = openEditor(many, 'bullet');
    const { forChild } = DecorationSet.prototype;
    vi.spyOn(DecorationSet.prototype, 'forChild').mockImplementation(function (this: DecorationSet, ...at) {
      looks += this.find().length;
      return forChild.apply(this, at);
    });
    expect(looksDuring(hear)).toBe(0);
    expect(view.dom.querySelectorAll('[aria-setsize="9"]')).toHaveLength(many * 0.9);
  });
});

test('a key has no more blocks looked at in a longer document, beside those that ProseMirror looks at itself', () => {
  watchChildren();
  const [short, long] = [few, many].map((blocks) => {
    const { view } = openEditor(blocks);
    keyIn(view)();
    const key = keyIn(view);
    watchBlocks(view);
    return looksDuring(key) - looksOfProseMirror(blocks);
  });
  expect(long).toBe(short);
});

test('a new block in a list twice as long takes no four times as many looks at what is drawn of its items', () => {
  const { node } = Decoration;
  vi.spyOn(Decoration, 'node').mockImplementation((...args) => {
    const decoration = node(...args);
    watch([decoration], 'from');
    return decoration;
  });
  const [short = 0, long = 0] = [few, 2 * few].map((blocks) => {
    const { view } = openEditor(blocks, 'numbered');
    return looksDuring(() => view.dispatch(view.state.tr.split(view.state.doc.content.size - 1)));
  });
  expect(long / short).toBeLessThan(3);
});
