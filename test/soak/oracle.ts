import * as Y from 'yjs';
import { differenceOf } from '../simulation/docEquality.ts';
import { demand } from '../torture/finding.ts';
import { tokensIn } from '../torture/typist.ts';
import type { Contribution } from './guest.ts';

/** Of an update without anything in it. */
const emptyBytes = 2;

interface Expected {
  readonly tokens: string[];
  readonly states: Uint8Array[];
}

/** What each document must be: all that honest people had when they left, put together by Yjs, and nothing else. */
export class Oracle {
  readonly #documents = new Map<string, Expected>();
  #tokens = 0;

  get documents(): readonly string[] {
    return [...this.#documents.keys()];
  }

  /** How many tokens were typed and told saved. */
  get tokens(): number {
    return this.#tokens;
  }

  add({ document, tokens, state }: Contribution): void {
    // Nobody has written there yet, so there may be no such document.
    if (state.length <= emptyBytes) return;
    const expected = this.#documents.get(document) ?? { tokens: [], states: [] };
    this.#documents.set(document, expected);
    expected.tokens.push(...tokens);
    expected.states.push(state);
    this.#tokens += tokens.length;
  }

  /** @param when it is looked at @throws {Finding} when a token is not there once, or anything else differs. */
  compare(document: string, state: Uint8Array, when: string): void {
    const { tokens, states } = this.#documents.get(document) ?? { tokens: [], states: [] };
    const expected = new Y.Doc();
    for (const each of states) Y.applyUpdate(expected, each);
    const actual = new Y.Doc();
    Y.applyUpdate(actual, state);
    demand(`in ${document} ${when}`, tokens, tokensIn(actual));
    const difference = differenceOf(actual, expected);
    if (difference !== undefined) throw new Error(`${document} ${when}: ${difference.slice(0, 400)}`);
  }
}
