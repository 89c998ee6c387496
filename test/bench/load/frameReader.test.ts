import { expect, it } from 'vitest';
import { equalBytes } from './decoded.ts';
import { FrameReader } from './frameReader.ts';
import { frameOf } from './rawSocket.ts';

const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 3];
const messages = lengths.map((length, at) => Uint8Array.from({ length }, (_, index) => (index + at) % 251));
const stream = Buffer.concat(messages.map(serverFrame));

/** A client's frame without its mask. */
function serverFrame(message: Uint8Array): Buffer {
  const frame = frameOf(message);
  const headerBytes = frame.length - message.length - 4;
  frame.writeUInt8(frame.readUInt8(1) & 0x7f, 1);
  return Buffer.concat([frame.subarray(0, headerBytes), message]);
}

it.each([1, 2, 3, 7, 100, 1000, 65_536, stream.length])(
  'frames come out whole when they arrive %d bytes at a time in a buffer that is used again',
  (size) => {
    const read: Uint8Array[] = [];
    const reader = new FrameReader((_opcode, payload) => read.push(new Uint8Array(payload)));
    const chunk = Buffer.alloc(size);
    for (let at = 0; at < stream.length; at += size) {
      const count = stream.copy(chunk, 0, at);
      reader.read(chunk.subarray(0, count));
      chunk.fill(0xff);
    }
    expect(read.map(({ length }) => length)).toEqual(lengths);
    expect(read.every((message, index) => equalBytes(message, messages[index] ?? message))).toBe(true);
  },
);
