import type { Node } from 'prosemirror-model';
import { Mapping, ReplaceStep, type Step, type Transform } from 'prosemirror-transform';
import type { EditorView } from 'prosemirror-view';
import type { FragmentWriter } from './fragmentWriter.ts';
import { writeStep } from './localEdit.ts';
import type { Entry, Outline } from './outline.ts';
import type { Side } from './positions.ts';
import { type FragmentEvent, RemoteSteps } from './remoteSteps.ts';
import type { Stray } from './stray.ts';

/** What is changed by what others did. */
export interface Intake {
  readonly outline: Outline;
  /** Of what the fragment held before. */
  readonly held: Transform;
  /** Of what is drawn. */
  readonly drawn: Transform;
  /** Where the input method composes, in what is drawn. */
  readonly caret: number;
}

/**
 * A block that is drawn as it was while an input method composes in it, since redrawing would end the composition (E14).
 * Everything else is drawn at once. Until the two are one again, steps are carried from the document that is drawn to the
 * one that the fragment holds, and back.
 */
export class Deferral {
  readonly block: Entry;
  /** Whether what was beside the caret has been taken away. */
  #hasLostPlace = false;
  /** From positions in what is drawn to those in what is held. */
  #toHeld = new Mapping();

  constructor(block: Entry) {
    this.block = block;
  }

  /**
   * @returns whose ProseMirror nodes are others in what is held
   * @throws if something can't be carried over: then all has to be drawn
   */
  takeIn(events: readonly FragmentEvent[], { outline, held, drawn, caret }: Intake): ReadonlySet<Entry> {
    const place = this.heldPosition(caret, 'before');
    const steps = new RemoteSteps(outline, held);
    const isHere = (event: FragmentEvent) => isWithin(outline.entryOf(event.target), this.block);
    const here = events.filter(isHere);
    for (const event of events.filter((other) => !here.includes(other))) steps.add(event);
    for (const step of held.steps) this.#draw(step, drawn);
    const shown = held.steps.length;
    for (const event of here) steps.add(event);
    for (const step of held.steps.slice(shown)) this.#toHeld.appendMap(step.getMap());
    this.#hasLostPlace ||= isLost(held, place);
    return steps.changed;
  }

  #draw(step: Step, drawn: Transform): void {
    const shown = step.map(this.#toHeld.invert());
    if (!shown) throw new RangeError('What is drawn has no place for a step');
    drawn.step(shown);
    this.#advance(shown, step);
  }

  /**
   * Writes an own step.
   *
   * @returns what the fragment holds after it
   */
  write(writer: FragmentWriter, step: Step, held: Node): Node {
    const carried = this.#carry(step);
    const now = carried?.apply(held).doc;
    // What it was about is gone for everybody.
    if (!carried || !now) return held;
    writeStep(writer, carried, { old: held, now });
    this.#advance(step, carried);
    return now;
  }

  /** What is typed where others have typed, too, stays behind the character before it, like a caret. */
  #carry(step: Step): Step | null {
    if (!(step instanceof ReplaceStep) || step.from !== step.to) return step.map(this.#toHeld);
    const pos = this.#toHeld.map(step.from, -1);
    return new ReplaceStep(pos, pos, step.slice);
  }

  /** Whether nothing more can be composed: the block is gone, or what is beside the caret, or that is to go along with other words. */
  hasNoPlace(outline: Outline, strays: readonly Stray[]): boolean {
    const isGone = outline.entryOf(this.block.type) !== this.block;
    return isGone || this.#hasLostPlace || strays.some(({ remains }) => remains?.block === this.block.type);
  }

  heldPosition(pos: number, side: Side): number {
    return this.#toHeld.map(pos, side === 'before' ? -1 : 1);
  }

  drawnPosition(pos: number): number {
    return this.#toHeld.invert().map(pos);
  }

  /** One and the same change, as each of the two documents has taken it. */
  #advance(drawn: Step, held: Step): void {
    const next = new Mapping([drawn.getMap().invert()]);
    next.appendMapping(this.#toHeld);
    next.appendMap(held.getMap(), 0);
    this.#toHeld = next;
  }
}

/** A change that comes while a block of `view` stays as it is drawn. */
export interface Deferred {
  readonly view: EditorView;
  readonly deferral: Deferral;
  readonly isUndo: boolean;
}

/** Whether `transform` takes away all that was beside `pos`: then what is put there now would be nowhere, or in somebody else's words. */
function isLost({ docs, steps }: Transform, pos: number): boolean {
  let at = pos;
  return steps.some((step, index) => {
    const { parentOffset, parent } = docs[index]?.resolve(at) ?? {};
    const result = step.getMap().mapResult(at, -1);
    at = result.pos;
    const isLeftGone = parentOffset === 0 || result.deletedBefore;
    const isRightGone = parentOffset === parent?.content.size || result.deletedAfter;
    return isLeftGone && isRightGone && (result.deletedBefore || result.deletedAfter);
  });
}

/** Whether any of `events` is about `block` or what is in it. */
export function concerns(events: readonly FragmentEvent[], block: Entry, outline: Outline): boolean {
  return events.some(({ target }) => isWithin(outline.entryOf(target), block));
}

function isWithin(entry: Entry | undefined, block: Entry): boolean {
  for (let at = entry; at; at = at.parent) if (at === block) return true;
  return false;
}
