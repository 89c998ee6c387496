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
  return frame.length > copiedBytesMax ? [headerOf(frame.length), frame] : [joined(frame)];
}

/** In memory of its own: where a socket is slow, a few bytes of a shared piece would keep all of it. */
function joined(frame: Frame): Buffer {
  const headerBytes = frame.length < length16 ? 2 : 4;
  const message = Buffer.allocUnsafeSlow(headerBytes + frame.length);
  message[0] = finalBinary;
  if (headerBytes === 2) message[1] = frame.length;
  else {
    message[1] = length16;
    message.writeUInt16BE(frame.length, 2);
  }
  message.set(frame, headerBytes);
  return message;
}

function headerOf(length: number): Buffer {
  if (length < 2 ** 16) return Buffer.of(finalBinary, length16, length >>> 8, length & 0xff);
  const header = Buffer.alloc(10);
  header[0] = finalBinary;
  header[1] = length64;
  header.writeUIntBE(length, 4, 6);
  return header;
}
