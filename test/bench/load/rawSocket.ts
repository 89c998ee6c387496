import { connect, type Socket } from 'node:net';
import { FrameReader } from './frameReader.ts';

const finalBinary = 0x82;
const opcodeClose = 0x8;
const opcodePing = 0x9;
const opcodePong = 0xa;
const masked = 0x80;
const length16 = 126;

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  /** Called for each message; the bytes are valid during the call only. */
  readonly onMessage: (message: Uint8Array) => void;
  /** Called once, before the first message. */
  readonly onOpen?: () => void;
  /** Called when the server ends an open connection. */
  readonly onClose: () => void;
}

/** All sockets are read into this, one after the other, so that reading allocates nothing. */
const readBuffer = new Uint8Array(256 * 1024);

/**
 * The least WebSocket client (RFC 6455) that a load generator gets along with, because a full one costs it more for a frame
 * than the servers it measures: no extensions, no fragments, and the masking key is zero, which leaves the payload as it is.
 */
export class RawSocket {
  readonly #socket: Socket;
  readonly #onMessage: (message: Uint8Array) => void;
  readonly #onOpen: () => void;
  readonly #opened: Promise<void>;
  readonly #frames = new FrameReader((opcode, payload) => this.#take(opcode, payload));
  /** The answer to the upgrade, while it has not arrived as a whole. */
  #greeting: Buffer = Buffer.alloc(0);
  #open = false;
  #settle: Settle = { resolve: () => undefined, reject: () => undefined };

  constructor(options: RawSocketOptions) {
    const { onMessage, onOpen = () => undefined, onClose } = options;
    this.#onMessage = onMessage;
    this.#onOpen = onOpen;
    this.#socket = connect({
      port: options.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (count) => {
          this.#read(readBuffer.subarray(0, count));
          return true;
        },
      },
    });
    this.#socket.on('connect', () => this.#socket.write(upgradeRequest(options)));
    this.#opened = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#socket.on('error', (error) => this.#settle.reject(error));
    this.#socket.on('close', () => {
      this.#settle.reject(new Error('The server ended the connection.'));
      if (this.#open) onClose();
      this.#open = false;
    });
  }

  /** Resolves when messages can be sent. @throws when the server refuses the upgrade or ends the connection before it. */
  whenOpen(): Promise<void> {
    return this.#opened;
  }

  /** @param frame from `frameOf`. */
  send(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  /** Stops reading, as a browser does whose computer sleeps. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#open = false;
    this.#socket.destroy();
  }

  #read(bytes: Uint8Array): void {
    if (this.#open) this.#frames.read(bytes);
    else this.#readUpgrade(bytes);
  }

  #readUpgrade(chunk: Uint8Array): void {
    this.#greeting = Buffer.concat([this.#greeting, chunk]);
    const end = this.#greeting.indexOf('\r\n\r\n');
    if (end < 0) return;
    const status = this.#greeting.toString('latin1', 0, this.#greeting.indexOf('\r\n'));
    if (!status.includes(' 101 ')) {
      this.#settle.reject(new Error(`The server refused the upgrade: ${status}`));
      return;
    }
    const rest = this.#greeting.subarray(end + 4);
    this.#greeting = Buffer.alloc(0);
    this.#open = true;
    this.#onOpen();
    this.#settle.resolve();
    this.#frames.read(rest);
  }

  #take(opcode: number, payload: Uint8Array): void {
    if (opcode === opcodePing) this.send(frameOf(payload, 0x80 | opcodePong));
    else if (opcode === opcodeClose) this.#socket.end();
    else if (opcode !== opcodePong) this.#onMessage(payload);
  }
}

interface Settle {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** One message as a client's frame. @param firstByte FIN and the opcode; a binary message by default. */
export function frameOf(payload: Uint8Array, firstByte = finalBinary): Buffer {
  return Buffer.concat([lengthHeader(firstByte, payload.length), Buffer.alloc(4), payload]);
}

function lengthHeader(firstByte: number, length: number): Buffer {
  if (length < length16) return Buffer.from([firstByte, masked | length]);
  const header = Buffer.alloc(length < 0x10000 ? 4 : 10);
  header.writeUInt8(firstByte, 0);
  header.writeUInt8(masked | (length < 0x10000 ? length16 : length16 + 1), 1);
  if (length < 0x10000) header.writeUInt16BE(length, 2);
  else header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

function upgradeRequest({ port, path }: RawSocketOptions): string {
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
