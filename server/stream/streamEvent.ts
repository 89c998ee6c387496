import type { Parts } from '../connection/gatheringSocket.ts';
import { type CloseReason, type Frame, streamWords } from '../protocol/index.ts';

/** Rooms hand the same frame to one socket after the other, so remembering the last one makes the event of each just once. */
let last: { readonly frame: Frame; readonly parts: Parts } | undefined;

/** A frame as an event, in base64: an event stream is text. */
export function partsOf(frame: Frame): Parts {
  if (last?.frame !== frame) last = { frame, parts: [encode(frame)] };
  return last.parts;
}

function encode(frame: Frame): Buffer {
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.length).toString('base64');
  return Buffer.from(`data: ${text}\n\n`, 'latin1');
}

export function openedEvent(id: string): string {
  return named(streamWords.opened, id);
}

export function closedEvent({ code, reason }: CloseReason): string {
  return named(streamWords.closed, JSON.stringify({ code, reason }));
}

/** An event without data would not be told to whoever listens by `EventSource`. */
export const pingEvent = named(streamWords.ping, '?');

function named(name: string, data: string): string {
  return `event: ${name}\ndata: ${data}\n\n`;
}
