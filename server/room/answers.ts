import type { DocumentState } from '../document/documentState.ts';
import type { Message } from '../protocol/index.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

type Question = Extract<Message, { kind: 'syncStep1' }>;
type Answer = Extract<Message, { kind: 'syncStep2' }>;

/** A vector that nobody could have. */
export interface Unanswerable {
  readonly kind: 'malformed';
  readonly reason: string;
}

/**
 * What members are asked and answered. One object goes to all who are to be told the same, so that a crowd costs one encoding and one
 * frame. When nobody has asked for a while the memory is given back.
 */
export class Answers implements Windowed {
  readonly #state: DocumentState;
  readonly #windows: WindowTimer;
  readonly #messages = new WeakMap<Uint8Array, Answer>();
  #question: Question | undefined;
  #isAsked = false;

  /** @param windows how long answers are kept at least, and at most twice as long */
  constructor(state: DocumentState, windows: WindowTimer) {
    this.#state = state;
    this.#windows = windows;
  }

  /** What the server has. */
  question(): Question {
    const vector = this.#state.stateVector();
    if (this.#question?.vector !== vector) this.#question = { kind: 'syncStep1', vector };
    return this.#question;
  }

  /** What whoever is at this vector lacks, and for nobody else. */
  answer(vector: Uint8Array): Answer | Unanswerable {
    const answer = this.#state.answer(vector);
    if (answer.kind === 'malformed') return answer;
    this.#isAsked = true;
    this.#windows.enter(this);
    return this.#messageOf(answer.update);
  }

  closeWindow(): boolean {
    const isAsked = this.#isAsked;
    this.#isAsked = false;
    if (!isAsked) this.#state.forgetAnswers();
    return isAsked;
  }

  forget(): void {
    this.#windows.leave(this);
    this.#state.forgetAnswers();
  }

  #messageOf(update: Uint8Array): Answer {
    let message = this.#messages.get(update);
    if (message === undefined) {
      message = { kind: 'syncStep2', update };
      this.#messages.set(update, message);
    }
    return message;
  }
}
