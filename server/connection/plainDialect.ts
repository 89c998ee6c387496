import { mergeUpdates } from '../document/merge.ts';
import {
  type AccessLevel,
  type CloseReason,
  closeReasons,
  encodeMessage,
  type Frame,
  type Message,
} from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';
import { type Dialect, frameOf, isPlain } from './dialect.ts';

const emptyUpdateBytes = 2;

/**
 * y-websocket: an update is confirmed by its echo. Version 4 waits for it, older ones take no notice. It has no word for
 * an update that was refused.
 */
export class PlainDialect implements Dialect {
  readonly takesEchoForReceipt = true;
  readonly isAskExpected = false;
  #level: AccessLevel | undefined;
  #isRefusalTold = false;

  /** There is no word for access but that it is denied. */
  greet(level: AccessLevel): readonly Frame[] {
    const couldWrite = this.#level === 'write';
    this.#level = level;
    this.#isRefusalTold = false;
    return couldWrite && level !== 'write' ? this.#tellRefusal() : [];
  }

  encode(message: Message): Frame | undefined {
    return isPlain(message) ? frameOf(message) : undefined;
  }

  confirm({ updates }: Receipt): readonly Frame[] {
    const echoed = updates.filter(({ length }) => length > emptyUpdateBytes);
    return echoed.length === 0 ? [] : [encodeMessage({ kind: 'update', update: mergeUpdates(echoed) })];
  }

  /** Said once: the client does nothing but note it. */
  refuse(): readonly Frame[] {
    return this.#isRefusalTold ? [] : this.#tellRefusal();
  }

  intercept(_message: Message): readonly Frame[] | undefined {
    return undefined;
  }

  farewell({ code, reason }: CloseReason): readonly Frame[] {
    return code === closeReasons.denied ? [frameOf({ kind: 'auth', reason })] : [];
  }

  #tellRefusal(): readonly Frame[] {
    this.#isRefusalTold = true;
    return [
      frameOf({
        kind: 'auth',
        reason: 'You may read this document, and nothing that you change in it is saved.',
      }),
    ];
  }
}
