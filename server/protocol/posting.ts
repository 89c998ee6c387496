import { MalformedError } from './byteReader.ts';
import type { Frame } from './message.ts';

/**
 * What both ends say of an event stream, which is a connection where WebSocket does not pass (`server/stream`): the headers of its
 * requests, and the names of its events. A frame comes down as an event without a name, in base64.
 */
export const streamWords = {
  /** What a WebSocket would offer as subprotocols, in the same form. */
  protocolsHeader: 'scriptorium-protocols',
  /** Whose frames are posted: what the event `opened` said. */
  streamHeader: 'scriptorium-stream',
  /** The number of the first frame of a posting, of all that were ever posted to its stream, from 1. */
  firstHeader: 'scriptorium-first',
  opened: 'opened',
  ping: 'ping',
  closed: 'closed',
} as const;

const lengthBytes = 4;

/** Frames as the body of one POST: the length of each as four bytes, the highest first, and the frame. */
export function encodePosting(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + lengthBytes + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const frame of frames) {
    view.setUint32(at, frame.length);
    bytes.set(frame, at + lengthBytes);
    at += lengthBytes + frame.length;
  }
  return bytes;
}

/** @returns copies. @throws {MalformedError} */
export function decodePosting(bytes: Uint8Array): readonly Frame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + lengthBytes;
    if (start > bytes.length) throw new MalformedError('a posting ends within a length');
    at = start + view.getUint32(at);
    if (at > bytes.length) throw new MalformedError('a posting ends within a frame');
    frames.push(bytes.slice(start, at) as Frame);
  }
  return frames;
}
