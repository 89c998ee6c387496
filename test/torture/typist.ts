import * as Y from 'yjs';

/** Where everybody types. */
const textName = 'text';

/** Types tokens that nobody else types into a document of her own, and knows how many of them the server has called saved. */
export class Typist {
  readonly doc = new Y.Doc();
  readonly name: string;
  readonly #text = this.doc.getText(textName);
  readonly #tokens: string[] = [];
  /** Where the own clock stood behind each token. */
  readonly #clockEnds: number[] = [];
  #told = 0;

  /** @param name without a digit at its end, and nobody else's */
  constructor(name: string) {
    this.name = name;
  }

  get tokens(): readonly string[] {
    return this.#tokens;
  }

  /** How many tokens she was told are saved, always the first ones. */
  get told(): number {
    return this.#told;
  }

  /** Types one token at the beginning or the end, so that none is ever put into another. */
  type(at: 'start' | 'end'): void {
    const token = `${this.name}${this.#tokens.length}`;
    // A blank on both sides, because somebody may type at the same place before she hears of it.
    this.#text.insert(at === 'start' ? 0 : this.#text.length, ` ${token} `);
    this.#tokens.push(token);
    this.#clockEnds.push(Y.getState(this.doc.store, this.doc.clientID));
  }

  /** She was told that the first `count` tokens are saved. */
  tell(count: number): void {
    this.#told = Math.max(this.#told, count);
  }

  /** She was told that all of her own below this clock is saved. */
  tellClock(clockEnd: number): void {
    while (this.#told < this.#tokens.length && (this.#clockEnds[this.#told] ?? Infinity) <= clockEnd)
      this.#told += 1;
  }

  /** How far an update brings what she typed; 0 if there is nothing of her in it. */
  clockEndIn(update: Uint8Array): number {
    const ends = Y.decodeUpdate(update)
      .structs.filter(({ id }) => id.client === this.doc.clientID)
      .map(({ id, length }) => id.clock + length);
    return Math.max(0, ...ends);
  }

  /** All tokens that her document shows, each as often as it stands there. */
  read(): readonly string[] {
    return tokensIn(this.doc);
  }
}

export function tokensIn(doc: Y.Doc): readonly string[] {
  return doc.getText(textName).toString().split(' ').filter(Boolean);
}
