import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as ws from 'ws';
import { WebSocketReader } from './webSocketReader.ts';

const opcodes = { continuation: 0, text: 1, binary: 2, ping: 9, pong: 10 } as const;

interface Sent {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Uint8Array;
}

const mask = Uint8Array.of(0x5a, 0, 0xff, 0x13);

/** As a client sends it (RFC 6455, section 5.2). */
function encode({ opcode, isFinal, payload }: Sent): Buffer {
  const first = (isFinal ? 0x80 : 0) | opcode;
  const { length } = payload;
  const header =
    length < 126
      ? [first, 0x80 | length]
      : length < 2 ** 16
        ? [first, 0xfe, length >>> 8, length & 0xff]
        : [
            first,
            0xff,
            0,
            0,
            0,
            0,
            length >>> 24,
            (length >>> 16) & 0xff,
            (length >>> 8) & 0xff,
            length & 0xff,
          ];
  return Buffer.concat([Buffer.from(header), mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

/** The part of `ws` that reads, of which its types do not tell. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => Writable;
};

/** What `ws` makes of bytes. */
function receiver(heard: string[]): Writable {
  const made = new Receiver({ isServer: true });
  made.on('message', (data: Buffer, isBinary: boolean) =>
    heard.push(`${isBinary ? 'binary' : 'text'} ${digest(data)}`),
  );
  made.on('ping', (data: Buffer) => heard.push(`ping ${digest(data)}`));
  made.on('pong', (data: Buffer) => heard.push(`pong ${digest(data)}`));
  return made;
}

function digest(bytes: Uint8Array): string {
  return `${bytes.length}:${Buffer.from(bytes).toString('hex').slice(0, 64)}`;
}

function chunksOf(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // A copy, since `ws` removes the mask in place.
    chunks.push(Buffer.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return chunks;
}

const payload = fc
  .tuple(fc.constantFrom(0, 1, 20, 125, 126, 1024, 1025, 65_536), fc.nat(127))
  .map(([length, fill]) => new Uint8Array(length).fill(fill));
const short = payload.map((bytes) => bytes.subarray(0, 125));
const control = fc
  .tuple(fc.constantFrom(opcodes.ping, opcodes.pong), short)
  .map(([opcode, bytes]): Sent => ({ opcode, isFinal: true, payload: bytes }));
const whole = fc
  .tuple(fc.constantFrom(opcodes.binary, opcodes.binary, opcodes.binary, opcodes.text), payload)
  .map(([opcode, bytes]): readonly Sent[] => [{ opcode, isFinal: true, payload: bytes }]);
const fragmented = fc
  .tuple(payload, control, payload)
  .map(([one, between, other]): readonly Sent[] => [
    { opcode: opcodes.binary, isFinal: false, payload: one },
    between,
    { opcode: opcodes.continuation, isFinal: true, payload: other },
  ]);
const messages = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: whole },
    control.map((sent) => [sent]),
    fragmented,
  ),
  {
    maxLength: 12,
  },
);
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })), {
  minLength: 1,
  maxLength: 8,
});

it('what a reader takes and what it passes on are together what `ws` makes of all, in order, however it arrives', () => {
  fc.assert(
    fc.property(messages, sizes, (sent, cuts) => {
      const bytes = Buffer.concat(sent.flat().map(encode));
      const expected: string[] = [];
      const alone = receiver(expected);
      for (const chunk of chunksOf(bytes, cuts)) alone.write(chunk);
      const heard: string[] = [];
      const beside = receiver(heard);
      const reader = new WebSocketReader({
        messageBytesMax: 70_000,
        onMessage: (message) => heard.push(`binary ${digest(message)}`),
        onOther: (rest) => beside.write(rest),
      });
      for (const chunk of chunksOf(bytes, cuts)) reader.read(chunk);
      expect(heard).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('a reader takes short messages itself that arrive whole, and passes on what is not masked', () => {
  const taken: Uint8Array[] = [];
  const passed: Buffer[] = [];
  const reader = new WebSocketReader({
    messageBytesMax: 1024,
    onMessage: (message) => taken.push(message),
    onOther: (bytes) => passed.push(bytes),
  });
  const binary = { opcode: opcodes.binary, isFinal: true };
  const lengths = [0, 1, 125, 126, 1024];
  reader.read(
    Buffer.concat(lengths.map((length) => encode({ ...binary, payload: new Uint8Array(length).fill(7) }))),
  );
  expect(taken).toEqual(lengths.map((length) => new Uint8Array(length).fill(7)));
  expect(passed).toEqual([]);
  reader.read(Buffer.of(0x82, 1, 7));
  expect([taken.length, passed.length]).toEqual([lengths.length, 1]);
});

it('a reader passes on what is longer than a message may be', () => {
  const heard: string[] = [];
  const reader = new WebSocketReader({
    messageBytesMax: 20,
    onMessage: ({ length }) => heard.push(`message ${length}`),
    onOther: ({ length }) => heard.push(`other ${length}`),
  });
  const binary = { opcode: opcodes.binary, isFinal: true };
  for (const length of [20, 21]) reader.read(encode({ ...binary, payload: new Uint8Array(length) }));
  expect(heard).toEqual(['message 20', 'other 27']);
});

it('a reader reads nothing behind a goodbye, and nothing once it has ended', () => {
  const heard: string[] = [];
  const owner = {
    messageBytesMax: 1024,
    onMessage: () => heard.push('message'),
    onOther: () => heard.push('other'),
  };
  const binary = encode({ opcode: opcodes.binary, isFinal: true, payload: Uint8Array.of(7) });
  const parted = new WebSocketReader(owner);
  for (const bytes of [binary, encode({ opcode: 8, isFinal: true, payload: new Uint8Array(0) }), binary])
    parted.read(bytes);
  expect(heard).toEqual(['message', 'other']);
  const ended = new WebSocketReader(owner);
  ended.end();
  ended.read(binary);
  expect(heard).toHaveLength(2);
});
