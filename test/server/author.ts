import * as Y from 'yjs';

/** Where the tests type. */
export const textName = 'text';

/** Somebody who types without a network, so that a test holds each update in its hands. */
export class Author {
  readonly doc = new Y.Doc();
  readonly #text = this.doc.getText(textName);

  /** @param known what somebody else wrote before */
  constructor(clientId?: number, known?: Uint8Array) {
    if (clientId !== undefined) this.doc.clientID = clientId;
    if (known !== undefined) Y.applyUpdate(this.doc, known);
  }

  /** Types at the end. @returns the update. */
  type(text: string): Uint8Array {
    return this.#caught(() => this.#text.insert(this.#text.length, text));
  }

  erase(position: number, length: number): Uint8Array {
    return this.#caught(() => this.#text.delete(position, length));
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  get vector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  #caught(change: () => void): Uint8Array {
    let caught: Uint8Array | undefined;
    this.doc.once('update', (update) => {
      caught = update;
    });
    change();
    if (caught === undefined) throw new Error('The change changed nothing.');
    return caught;
  }
}

/** What somebody reads who has these updates. */
export function textOf(updates: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText(textName).toString();
}

/** The clients of whom there is something in an update. */
export function clientsOf(update: Uint8Array): readonly number[] {
  return [...new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client))];
}
