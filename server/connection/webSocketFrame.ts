import type { Frame } from '../protocol/index.ts';
import type { Parts } from './gatheringSocket.ts';

const finalBinary = 0x82;
const length16 = 126;
const length64 = 127;
/** Up to here, copying the payload behind its header costs less than handing two pieces to the system. */
const copiedBytesMax = 16 * 1024;

/** Rooms hand the same frame to one socket after the other, so remembering the last one makes the header of each just once. */
let last: { readonly frame: Frame; readonly parts: Parts } | undefined;

/**
 * A frame as a WebSocket message (RFC 6455, section 5.2): final, binary, and not masked, since only clients mask; so the same bytes
 * serve every socket.
 */
export function partsOf(frame: Frame): Parts {
  if (last?.frame !== frame) last = { frame, parts: encode(frame) };
  return last.parts;
}

function encode(frame: Frame): Parts {
  const header = headerOf(frame.length);
  return frame.length > copiedBytesMax ? [header, frame] : [Buffer.concat([header, frame])];
}

function headerOf(length: number): Buffer {
  if (length < length16) return Buffer.of(finalBinary, length);
  if (length < 2 ** 16) return Buffer.of(finalBinary, length16, length >>> 8, length & 0xff);
  const header = Buffer.alloc(10);
  header[0] = finalBinary;
  header[1] = length64;
  header.writeUIntBE(length, 4, 6);
  return header;
}
