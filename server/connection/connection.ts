import type { DocumentName } from '@scriptorium/persistence';
import {
  type CloseReason,
  closeReason,
  decodeMessages,
  encodeAwareness,
  MalformedError,
  type Message,
} from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Room } from '../room/room.ts';
import type { Receipt, RoomMember } from '../room/roomMember.ts';
import type { Rooms } from '../room/rooms.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import type { Dialect } from './dialect.ts';
import { frameOf } from './frameMemo.ts';

export interface ConnectionOptions {
  readonly socket: ClientSocket;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly rooms: Rooms;
  readonly name: DocumentName;
  /** Who is at the far end; empty where nobody is signed in. */
  readonly author: string;
  readonly report: Report;
}

/** What may wait in a socket that reads too slowly, beyond what it was sent at once. */
const bufferedBytesMax = 16 * 1024 * 1024;
/** y-websocket reconnects after 30 s without a message, and does not count pings. */
const silenceMsMax = 20_000;
const pingIntervalMs = 30_000;
/** Two pings were not answered: the far end is gone without a goodbye. */
const absenceMsMax = 75_000;

/** Says nothing in a way that every client understands: presence of nobody. */
const keepAlive: Message = { kind: 'awareness', update: encodeAwareness([]) };

/**
 * One socket in the plain protocol, or in `scriptorium.v1`: frames to messages to its room, and back.
 * Nothing is read from the socket until the document is loaded.
 */
export class Connection implements RoomMember, SocketListener {
  readonly author: string;
  readonly #options: ConnectionOptions;
  #room: Room | undefined;
  #isGone = false;
  #sentMs: number;
  #heardMs: number;
  #pingedMs: number;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.author = options.author;
    this.#sentMs = this.#heardMs = this.#pingedMs = options.clock.nowMs();
  }

  /** Whether the far end is gone, or was sent away. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Loads the document and joins its room; the client is told why where that is impossible. */
  async open(): Promise<void> {
    const { socket, rooms, name } = this.#options;
    socket.pause();
    this.#room = await rooms.join(name, this);
    if (!this.#isGone) socket.resume();
  }

  onFrame(frame: Uint8Array): void {
    this.onAlive();
    try {
      for (const message of decodeMessages(frame)) if (!this.#isGone) this.#room?.receive(this, message);
    } catch (error) {
      this.#endAfter(error);
    }
  }

  onText(): void {
    this.#end(closeReason('malformed', 'This server speaks binary messages only.'));
  }

  onAlive(): void {
    this.#heardMs = this.#options.clock.nowMs();
  }

  onClose(): void {
    this.#isGone = true;
    this.#room?.leave(this);
  }

  deliver(message: Message): void {
    if (this.#isGone) return;
    const { socket, clock } = this.#options;
    if (socket.bufferedBytes > bufferedBytesMax) {
      this.#end(closeReason('overloaded', 'This client reads too slowly; please come back.'));
      return;
    }
    this.#sentMs = clock.nowMs();
    socket.send(frameOf(message));
  }

  acknowledge(receipt: Receipt): void {
    for (const message of this.#options.dialect.confirm(receipt)) this.deliver(message);
  }

  dismiss(reason: CloseReason): void {
    this.#isGone = true;
    this.#options.socket.close(reason);
  }

  /** Called every few seconds: keeps the client from taking silence for an end, and notices its own end. */
  beat(): void {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#heardMs > absenceMsMax) {
      this.#options.socket.terminate();
      return;
    }
    if (this.#room !== undefined && nowMs - this.#sentMs >= silenceMsMax) this.deliver(keepAlive);
    if (nowMs - this.#pingedMs < pingIntervalMs) return;
    this.#pingedMs = nowMs;
    this.#options.socket.ping();
  }

  /** The peer's mistake is told to the peer; ours to the operator, and costs this connection only. */
  #endAfter(error: unknown): void {
    if (error instanceof MalformedError) {
      this.#end(closeReason('malformed', `This is no message of the protocol: ${error.message}.`));
      return;
    }
    this.#options.report({ what: 'A message could not be handled', document: this.#options.name, error });
    this.#end(closeReason('unreadable', 'The server failed to handle a message.'));
  }

  #end(reason: CloseReason): void {
    if (this.#isGone) return;
    this.#room?.leave(this);
    this.dismiss(reason);
  }
}
