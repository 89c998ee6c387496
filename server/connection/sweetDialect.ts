import type { CloseReason, Frame, Message } from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';
import { type Dialect, frameOf } from './dialect.ts';
import { PlainDialect } from './plainDialect.ts';

/** A question whether all up to the update `index` is saved; the client knows its own state by `payload`. */
interface Question {
  readonly index: number;
  readonly payload: Uint8Array;
}

/** A client asks after each update; more open questions than this are of no use, since the newest answers all. */
const questionsMax = 1024;

/**
 * y-sweet: after each update the client asks with message 102, and takes the echo for the confirmation of all that it sent
 * before. So an echo waits for the disk. The first question comes before the client has sent what it wrote without a network,
 * which is its answer to the server's question; so an echo waits for that as well. An update of a reader is dropped, and what was
 * asked after it is never echoed: the client goes on showing it as not saved.
 */
export class SweetDialect implements Dialect {
  readonly takesEchoForReceipt = false;
  readonly isAskExpected = false;
  readonly #plain = new PlainDialect();
  /** How many updates the client has sent, and up to which all are on disk. */
  #sent = 0;
  #saved = 0;
  /** Whether the client has answered what it was asked when it came. */
  #hasAnswered = false;
  #questions: readonly Question[] = [];
  #lastAnswer: Frame | undefined;

  greet(): readonly Frame[] {
    return [];
  }

  encode(message: Message): Frame | undefined {
    return this.#plain.encode(message);
  }

  confirm({ count }: Receipt): readonly Frame[] {
    this.#saved = count;
    const answered = this.#questions.filter(({ index }) => index <= count);
    this.#questions = this.#questions.filter(({ index }) => index > count);
    return answered.map(({ payload }) => this.#echo(payload));
  }

  refuse(): readonly Frame[] {
    return [];
  }

  intercept(message: Message): readonly Frame[] | undefined {
    switch (message.kind) {
      case 'syncStep2':
        this.#sent += 1;
        this.#answered();
        return undefined;
      case 'update':
        this.#sent += 1;
        return undefined;
      case 'syncStatus':
        return this.#answer(message.payload);
      default:
        return undefined;
    }
  }

  farewell(reason: CloseReason): readonly Frame[] {
    return this.#plain.farewell(reason);
  }

  /**
   * The client asks into silence as well, and leaves unless it hears something within 3 s: an echo that says nothing new, or
   * presence of nobody.
   */
  #answer(payload: Uint8Array): readonly Frame[] {
    const index = this.#hasAnswered ? this.#sent : Number.POSITIVE_INFINITY;
    if (this.#saved >= index) return [this.#echo(payload)];
    this.#questions = [...this.#questions.slice(1 - questionsMax), { index, payload }];
    return [this.#lastAnswer ?? frameOf({ kind: 'awareness', update: Uint8Array.of(0) })];
  }

  /** What was asked before is about this answer. */
  #answered(): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    this.#questions = this.#questions.map(({ payload }) => ({ index: this.#sent, payload }));
  }

  #echo(payload: Uint8Array): Frame {
    this.#lastAnswer = frameOf({ kind: 'syncStatus', payload });
    return this.#lastAnswer;
  }
}
