/**
 * Short words about what just happened, at the foot of the page and to screen readers. Never the only place where
 * something is said that matters later.
 */
import type { Clock } from '../collab/clock.ts';

const shownMs = 5000;

export class Toast {
  readonly #clock: Clock;
  readonly #element = document.createElement('div');
  #cancelHiding = () => {};

  /** Must be made before the first words: screen readers announce only changes of a live region they know. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#element.className = 'toast';
    this.#element.role = 'status';
    document.body.append(this.#element);
  }

  say(words: string): void {
    this.#cancelHiding();
    this.#element.textContent = words;
    this.#element.dataset.shown = '';
    this.#cancelHiding = this.#clock.after(shownMs, () => {
      delete this.#element.dataset.shown;
    });
  }
}
