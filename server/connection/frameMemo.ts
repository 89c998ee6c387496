import { encodeMessage, type Frame, type Message } from '../protocol/index.ts';

/** Rooms hand the same message to one member after the other, so remembering the last one encodes each just once. */
let last: { readonly message: Message; readonly frame: Frame } | undefined;

export function frameOf(message: Message): Frame {
  if (last?.message !== message) last = { message, frame: encodeMessage(message) };
  return last.frame;
}
