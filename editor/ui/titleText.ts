/**
 * The title of a document as the people in it edit it together: a `Y.Text` under `title` in the root map `meta`.
 *
 * The Y.Text comes to be with the first letter. Two people who each type the first letters before they hear of
 * each other create two of them, of which Yjs keeps one: whoever made the other puts their words back into the
 * one that stayed, so that nobody's typing is lost.
 */
import * as Y from 'yjs';
import { differenceBetween, followRange, movePosition, type TextEdit } from '../nodeViews/textEdit.ts';

/** What others did to the text, in order, each edit in the text as the one before it left it. */
export type TitleListener = (edits: readonly TextEdit[]) => void;

/** Marks our own transactions: the listener hears of everybody's edits but these. */
const localOrigin = Symbol('title');

export class TitleText {
  readonly #doc: Y.Doc;
  readonly #meta: Y.Map<unknown>;
  readonly #listener: TitleListener;
  #text: Y.Text | undefined;
  #shown = '';
  /** The Y.Text that was created here, while it is not known whether it stays. */
  #created: Y.Text | undefined;

  constructor(doc: Y.Doc, listener: TitleListener) {
    this.#doc = doc;
    this.#meta = doc.getMap('meta');
    this.#listener = listener;
    this.#meta.observe(this.#onMeta);
    this.#adopt();
  }

  toString(): string {
    return this.#shown;
  }

  /** Applies a local edit that was made on the text as it was before `pending` edits of others arrived. */
  edit(edit: TextEdit, pending: readonly TextEdit[] = []): void {
    const ranges = followRange({ index: edit.index, length: edit.removed }, pending);
    const index = movePosition(edit.index, pending);
    this.#doc.transact(() => {
      const text = this.#ensureText();
      text.insert(index, edit.inserted);
      // All of them are behind the insertion; from the last to the first, so that none moves the next.
      for (const range of ranges.toReversed()) text.delete(range.index + edit.inserted.length, range.length);
    }, localOrigin);
    this.#shown = this.#text?.toString() ?? '';
  }

  destroy(): void {
    this.#meta.unobserve(this.#onMeta);
    this.#text?.unobserve(this.#onText);
  }

  #ensureText(): Y.Text {
    if (this.#text !== undefined) return this.#text;
    // A title may be a plain string if another program wrote it; it becomes one that can be edited together.
    const text = new Y.Text(plainTitle(this.#meta.get('title')));
    this.#meta.set('title', text);
    this.#created = text;
    this.#watch(text);
    return text;
  }

  #adopt(): void {
    const value = this.#meta.get('title');
    this.#watch(value instanceof Y.Text ? value : undefined);
    this.#shown = value instanceof Y.Text ? value.toString() : plainTitle(value);
  }

  #watch(text: Y.Text | undefined): void {
    if (text === this.#text) return;
    this.#text?.unobserve(this.#onText);
    text?.observe(this.#onText);
    this.#text = text;
  }

  readonly #onText = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    this.#shown = event.target.toString();
    if (transaction.origin !== localOrigin) this.#listener(editsOf(event.delta));
  };

  readonly #onMeta = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction): void => {
    if (!event.keysChanged.has('title') || transaction.origin === localOrigin) return;
    const before = this.#shown;
    const lost = this.#lostCreation() ? before : '';
    this.#adopt();
    const change = differenceBetween({ before, after: this.#shown, caret: this.#shown.length });
    if (change !== undefined) this.#listener([change]);
    if (lost !== '') queueMicrotask(() => this.#putBack(lost));
  };

  /** Whether the text made here was just replaced by somebody who had not seen it. True once. */
  #lostCreation(): boolean {
    const made = this.#created?._item;
    const stays = this.#meta._map.get('title');
    if (!made || !stays || made === stays) return false;
    this.#created = undefined;
    return !Y.compareIDs(stays.origin, made.lastId);
  }

  #putBack(lost: string): void {
    const text = this.#text;
    if (text === undefined) return;
    this.#doc.transact(() => text.insert(text.length, text.length > 0 ? ` ${lost}` : lost));
  }
}

function editsOf(delta: Y.YTextEvent['delta']): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let index = 0;
  for (const { retain = 0, delete: removed = 0, insert = '' } of delta) {
    const inserted = typeof insert === 'string' ? insert : '';
    if (removed > 0 || inserted !== '') edits.push({ index, removed, inserted });
    index += retain + inserted.length;
  }
  return edits;
}

function plainTitle(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
