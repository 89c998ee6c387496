import * as Y from 'yjs';
import type { Edit, Patch } from './trace.ts';

/** The root that the replay writes into. */
export const textName = 'text';

export interface IdRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** An edit as Yjs made it: what goes over the wire, and by which ids one recognises that a document has it. */
export interface TypedEdit {
  readonly edit: Edit;
  readonly update: Uint8Array;
  readonly client: number;
  /** The client's next clock after it. */
  readonly clockEnd: number;
  readonly deleted: readonly IdRange[];
}

/**
 * The text exactly as its writer had it on the screen when the session was recorded. The network may have brought more by
 * now, and then the recorded positions would mean other places; typed here, an edit keeps its place and its concurrency.
 */
export class Sheet {
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText(textName);
  #hasAstral = false;

  /**
   * Yjs orders what two people type at one place by their client ids, and the recording has such a place: an insertion
   * into a text goes behind what stands deleted there (yjs, `minimizeAttributeChanges`), so "s" + "." deleted + ", huh?"
   * meets " The whole". The recording has the lower agent first, hence the ids.
   */
  constructor(agent: number) {
    this.#doc.clientID = agent + 1;
  }

  get text(): string {
    return this.#text.toString();
  }

  /** Takes in an edit of somebody else that the next one of this writer knows. */
  add(typed: TypedEdit): void {
    this.#note(typed.edit);
    Y.applyUpdate(this.#doc, typed.update);
  }

  type(edit: Edit): TypedEdit {
    this.#note(edit);
    let update: Uint8Array = new Uint8Array([0, 0]);
    let deleted: readonly IdRange[] = [];
    this.#doc.once('update', (made) => {
      update = made;
    });
    this.#doc.once('afterTransaction', (transaction) => {
      deleted = rangesOf(transaction.deleteSet);
    });
    this.#doc.transact(() => {
      for (const patch of edit.patches) this.#apply(patch);
    });
    const client = this.#doc.clientID;
    return { edit, update, client, clockEnd: Y.getState(this.#doc.store, client), deleted };
  }

  #note(edit: Edit): void {
    this.#hasAstral ||= edit.patches.some(([, , inserted]) => /[\u{10000}-\u{10FFFF}]/u.test(inserted));
  }

  #apply([position, deletedCount, inserted]: Patch): void {
    const start = this.#unitsBefore(position);
    if (deletedCount > 0) this.#text.delete(start, this.#unitsBefore(position + deletedCount) - start);
    if (inserted !== '') this.#text.insert(start, inserted);
  }

  /** From code points to the UTF-16 units that Yjs counts in; the same as long as there is nothing astral. */
  #unitsBefore(codePoints: number): number {
    if (!this.#hasAstral) return codePoints;
    return [...this.#text.toString()].slice(0, codePoints).join('').length;
  }
}

export function rangesOf(deleteSet: Y.Transaction['deleteSet']): readonly IdRange[] {
  return [...deleteSet.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, clock, length: len })),
  );
}

/** Whether the document has everything that the edit inserted, and has let go of everything that it deleted. */
export function holds(doc: Y.Doc, { client, clockEnd, deleted }: Omit<TypedEdit, 'edit'>): boolean {
  return Y.getState(doc.store, client) >= clockEnd && deleted.every((range) => isGone(doc, range));
}

function isGone(doc: Y.Doc, { client, clock, length }: IdRange): boolean {
  if (Y.getState(doc.store, client) < clock + length) return false;
  for (let at = clock; at < clock + length; ) {
    const item = Y.getItem(doc.store, Y.createID(client, at));
    if (!item.deleted) return false;
    at = item.id.clock + item.length;
  }
  return true;
}
