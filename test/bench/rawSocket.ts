import { connect, type Socket } from 'node:net';

const finalBinary = 0x82;
const opcodeMask = 0x0f;
const opcodeClose = 0x8;
const opcodePing = 0x9;
const opcodePong = 0xa;
const masked = 0x80;
const length16 = 126;
const length64 = 127;

/**
 * The least WebSocket client (RFC 6455) that a load generator gets along with, because a full one costs it more for a frame
 * than the servers it measures: no extensions, no fragments, and the masking key is zero, which leaves the payload as it is.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #onMessage: (message: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);
  #open = false;

  private constructor(socket: Socket, onMessage: (message: Buffer) => void) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    socket.setNoDelay(true);
  }

  /** @throws when the server refuses the upgrade or ends the connection before it. */
  static connect(options: {
    readonly port: number;
    readonly path: string;
    /** Called for each message; the bytes are valid during the call only. */
    readonly onMessage: (message: Buffer) => void;
    /** Called when the server ends an open connection. */
    readonly onClose: () => void;
  }): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(options.port, '127.0.0.1', () => socket.write(upgradeRequest(options)));
      const raw = new RawSocket(socket, options.onMessage);
      socket.on('error', reject);
      socket.on('close', () => {
        reject(new Error('The server ended the connection.'));
        if (raw.#open) options.onClose();
      });
      socket.on('data', (chunk: Buffer) => {
        if (raw.#open) raw.#read(chunk);
        else if (raw.#readUpgrade(chunk, reject)) resolve(raw);
      });
    });
  }

  /** @param frame from `frameOf`. */
  send(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  #readUpgrade(chunk: Buffer, reject: (reason: Error) => void): boolean {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const status = this.#rest.toString('latin1', 0, this.#rest.indexOf('\r\n'));
    if (!status.includes(' 101 ')) reject(new Error(`The server refused the upgrade: ${status}`));
    const rest = this.#rest.subarray(end + 4);
    this.#rest = Buffer.alloc(0);
    this.#open = true;
    this.#read(rest);
    return true;
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let next = frameAt(bytes, at); next !== undefined; next = frameAt(bytes, at)) {
      this.#take(next.opcode, bytes.subarray(next.start, next.end));
      at = next.end;
    }
    this.#rest = bytes.subarray(at);
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === opcodePing) this.send(frameOf(payload, 0x80 | opcodePong));
    else if (opcode === opcodeClose) this.#socket.end();
    else if (opcode !== opcodePong) this.#onMessage(payload);
  }
}

/** @returns `undefined` while the frame has not arrived as a whole. */
function frameAt(
  bytes: Buffer,
  at: number,
): { readonly opcode: number; readonly start: number; readonly end: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = bytes.readUInt8(at + 1);
  const start = at + (short === length64 ? 10 : short === length16 ? 4 : 2);
  if (bytes.length < start) return undefined;
  const end = start + payloadLength(bytes, at);
  return bytes.length < end ? undefined : { opcode: bytes.readUInt8(at) & opcodeMask, start, end };
}

function payloadLength(bytes: Buffer, at: number): number {
  const short = bytes.readUInt8(at + 1);
  if (short === length64) return Number(bytes.readBigUInt64BE(at + 2));
  return short === length16 ? bytes.readUInt16BE(at + 2) : short;
}

/** One message as a client's frame. @param firstByte FIN and the opcode; a binary message by default. */
export function frameOf(payload: Uint8Array, firstByte = finalBinary): Buffer {
  return Buffer.concat([lengthHeader(firstByte, payload.length), Buffer.alloc(4), payload]);
}

function lengthHeader(firstByte: number, length: number): Buffer {
  if (length < length16) return Buffer.from([firstByte, masked | length]);
  const header = Buffer.alloc(length < 0x10000 ? 4 : 10);
  header.writeUInt8(firstByte, 0);
  header.writeUInt8(masked | (length < 0x10000 ? length16 : length64), 1);
  if (length < 0x10000) header.writeUInt16BE(length, 2);
  else header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function upgradeRequest({ port, path }: { readonly port: number; readonly path: string }): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: c2NyaXB0b3JpdW0hISEhIQ==',
    '\r\n',
  ].join('\r\n');
}
