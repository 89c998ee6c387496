import type { Chance } from './chance.ts';
import type { VirtualTime } from './virtualTime.ts';

/** How long the network takes, in milliseconds; it may change while a simulation runs. */
export interface Weather {
  latencyMs: number;
  jitterMs: number;
}

export interface PipeOptions<Item> {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly deliver: (item: Item) => void;
}

interface Parcel<Item> {
  readonly item: Item;
  readonly bytes: number;
  readonly dueMs: number;
}

/** One direction of a connection: nothing is lost, doubled or overtaken, only late, until it breaks. */
export class Pipe<Item> {
  readonly #options: PipeOptions<Item>;
  #queue: Parcel<Item>[] = [];
  #lastDueMs = 0;
  #delayedUntilMs = 0;
  #isHeld = false;
  #isBroken = false;
  #isPumping = false;

  constructor(options: PipeOptions<Item>) {
    this.#options = options;
  }

  /** What was sent and not taken yet. */
  get bytes(): number {
    return this.#queue.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  push(item: Item, bytes = 0): void {
    if (this.#isBroken) return;
    const { time, chance, weather } = this.#options;
    const arrivalMs = time.nowMs + weather.latencyMs + chance.below(weather.jitterMs + 1);
    this.#lastDueMs = Math.max(this.#lastDueMs, this.#delayedUntilMs, arrivalMs);
    this.#queue.push({ item, bytes, dueMs: this.#lastDueMs });
    this.#pump();
  }

  /** The far end stops reading. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#pump();
  }

  /** Whatever is sent from now on takes at least so long. */
  delay(ms: number): void {
    this.#delayedUntilMs = this.#options.time.nowMs + ms;
  }

  /** Nothing sent from now on arrives, and what is under way only if it is `spared`. */
  break(options: { readonly spared: boolean }): void {
    this.#isBroken = true;
    if (!options.spared) this.#queue = [];
  }

  #pump(): void {
    const first = this.#queue[0];
    if (first === undefined || this.#isPumping || this.#isHeld) return;
    this.#isPumping = true;
    this.#options.time.after(first.dueMs - this.#options.time.nowMs, () => {
      this.#isPumping = false;
      if (!this.#isHeld) this.#deliverFirst();
      this.#pump();
    });
  }

  #deliverFirst(): void {
    const first = this.#queue.shift();
    if (first !== undefined) this.#options.deliver(first.item);
  }
}
