import type { Node } from 'prosemirror-model';
import { Selection } from 'prosemirror-state';
import type { Outline } from './outline.ts';
import type { FragmentEvent } from './remoteSteps.ts';
import { type Copy, findPlace, insertedTexts } from './rescue.ts';
import { type Arrival, type GoneText, goneTextAround } from './stray.ts';

interface Lost extends GoneText {
  readonly copies: readonly Copy[];
}

/**
 * A caret of which a change of somebody else takes away the words: who moves or splits a block writes them anew elsewhere, and what is typed
 * next belongs there (E8).
 */
export class LostCaret {
  #lost: Lost | undefined;

  /** To be told of each change while the outline still is that of before. */
  note(
    caret: number | undefined,
    { arrival, events }: { readonly arrival: Arrival; readonly events: readonly FragmentEvent[] },
  ): void {
    const { local, deleteSet } = arrival.transaction;
    const mayBe = caret !== undefined && !local && deleteSet.clients.size > 0;
    const gone = mayBe ? goneTextAround(caret, arrival) : undefined;
    this.#lost = gone && { ...gone, copies: insertedTexts(events) };
  }

  /** Where its words are now, once; undefined where they aren't lost, or not found. */
  take(outline: Outline, doc: Node): Selection | undefined {
    const lost = this.#lost;
    this.#lost = undefined;
    const place = lost && findPlace({ ...lost, remains: undefined }, lost.copies, outline);
    return place && Selection.near(doc.resolve(place.entry.contentStart + place.offset));
  }
}
