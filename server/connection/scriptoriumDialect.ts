import {
  type AccessLevel,
  adviceFor,
  type CloseReason,
  type Frame,
  type Message,
} from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';
import { type Dialect, frameOf } from './dialect.ts';

/** This project's provider: a count; access and advice in words of their own. */
export class ScriptoriumDialect implements Dialect {
  readonly takesEchoForReceipt = false;
  readonly isAskExpected = false;
  readonly #random: () => number;

  /** @param random from 0 to 1, so that clients that are sent away together do not come back together */
  constructor(random: () => number) {
    this.#random = random;
  }

  greet(level: AccessLevel): readonly Frame[] {
    return [frameOf({ kind: 'access', level })];
  }

  encode(message: Message): Frame | undefined {
    return frameOf(message);
  }

  confirm({ count }: Receipt): readonly Frame[] {
    return [frameOf({ kind: 'saved', count })];
  }

  /** It knows its access, and counts what is saved. */
  refuse(): readonly Frame[] {
    return [];
  }

  intercept(_message: Message): readonly Frame[] | undefined {
    return undefined;
  }

  farewell({ code, reason }: CloseReason): readonly Frame[] {
    return [frameOf({ kind: 'closing', advice: adviceFor(code, this.#random()), reason })];
  }
}
