import {
  type AccessLevel,
  type CloseReason,
  encodeMessage,
  type Frame,
  type Message,
} from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';

/**
 * How one family of clients puts things, for one document of one connection. An answer without a frame means that the
 * family has no word for it.
 */
export interface Dialect {
  /** Whether the client takes its own update, when it comes back, for the word that it is on disk. */
  readonly takesEchoForReceipt: boolean;
  /** Whether the client waits to be asked what it has, beyond what the room asks by itself. */
  readonly isAskExpected: boolean;
  /** The client is let in, or may do something else than before. */
  greet(level: AccessLevel): readonly Frame[];
  encode(message: Message): Frame | undefined;
  /** What the client sent is on disk. */
  confirm(receipt: Receipt): readonly Frame[];
  /** An update was not taken, since this client may not write. */
  refuse(): readonly Frame[];
  /** Takes a message that is for the dialect and not for the room; undefined if it is for the room. */
  intercept(message: Message): readonly Frame[] | undefined;
  /** What to say before the socket is closed. */
  farewell(reason: CloseReason): readonly Frame[];
}

/** Rooms hand the same message to one member after the other: the frame of the last update serves until there is another. */
let last: { readonly message: Message; readonly frame: Frame } | undefined;
/** Others may be asked for again, such as answers: each is encoded once, and its frame lives as long as the message. */
const frames = new WeakMap<Message, Frame>();

/** The frame of the plain protocol, which other dialects build on. */
export function frameOf(message: Message): Frame {
  if (message.kind !== 'update') return keptFrameOf(message);
  if (last?.message !== message) last = { message, frame: encodeMessage(message) };
  return last.frame;
}

function keptFrameOf(message: Message): Frame {
  let frame = frames.get(message);
  if (frame === undefined) {
    frame = encodeMessage(message);
    frames.set(message, frame);
  }
  return frame;
}

/** Whether every client of the plain protocol knows this kind: an unknown type throws some off course. */
export function isPlain({ kind }: Message): boolean {
  return kind !== 'saved' && kind !== 'access' && kind !== 'closing' && kind !== 'saving';
}
