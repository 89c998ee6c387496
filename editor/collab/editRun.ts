import type { Transaction } from 'prosemirror-state';
import { ReplaceStep } from 'prosemirror-transform';
import { isTextStep } from '../schema/textStep.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Knows which of one's own edits go on with the one before, so that one undo takes back what was done in one go: typing
 * and deleting where the caret was left, but neither the list it was made into afterwards nor what was typed elsewhere.
 */
export class EditRun {
  /** Where the last own edit ended. */
  #end: number | undefined;

  /** To be called for each own edit. @returns whether it goes on with the one before */
  extend(tr: Transaction): boolean {
    const end = this.#end;
    // ProseMirror's word for what was pasted, dropped or cut: each is a deed by itself.
    const isTyping = tr.getMeta('uiEvent') === undefined;
    const typed = isTyping ? typedRange(tr) : undefined;
    this.#end = isTyping ? tr.selection.head : undefined;
    return typed !== undefined && end !== undefined && typed.from <= end && end <= typed.to;
  }

  /** To be called for each edit of others. */
  map(tr: Transaction): void {
    if (this.#end !== undefined) this.#end = tr.mapping.map(this.#end);
  }

  /** The next edit begins a new run. */
  end(): void {
    this.#end = undefined;
  }
}

/** What an edit replaced if it did no more than typing does: text, within one block, in one place. */
function typedRange({ steps, docs }: Transaction): Range | undefined {
  const [step, second] = steps;
  const [doc] = docs;
  return step instanceof ReplaceStep && !second && doc && isTextStep(step, doc) ? step : undefined;
}
