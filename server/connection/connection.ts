import type { DocumentName } from '@scriptorium/persistence';
import {
  type CloseReason,
  closeReason,
  decodeMessages,
  encodeAwareness,
  MalformedError,
} from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Authorize } from './access.ts';
import { Backlog } from './backlog.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import { type Dialect, frameOf } from './dialect.ts';
import type { Beating } from './heartbeat.ts';
import { Session } from './session.ts';
import { Wire } from './wire.ts';

export interface ConnectionOptions {
  readonly socket: ClientSocket;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly rooms: Rooms;
  readonly name: DocumentName;
  readonly authorize: Authorize;
  readonly report: Report;
}

/** Says nothing in a way that every client understands: presence of nobody. */
const presenceOfNobody = frameOf({ kind: 'awareness', update: encodeAwareness([]) });

/**
 * One socket for one document, in a dialect of the plain protocol: y-websocket's, y-sweet's, or this project's own.
 * Nothing is read from the socket until the document is loaded.
 */
export class Connection implements SocketListener, Beating {
  readonly #options: ConnectionOptions;
  readonly #wire: Wire;
  readonly #session: Session;

  constructor(options: ConnectionOptions) {
    const { socket, clock, rooms, name, dialect, authorize, report } = options;
    this.#options = options;
    this.#wire = new Wire({
      socket,
      clock,
      keepAlive: () => presenceOfNobody,
      onEnd: () => this.#session.leave(),
    });
    this.#session = new Session({
      name,
      dialect,
      rooms,
      authorize,
      report,
      backlog: new Backlog(),
      send: (frame) => this.#wire.send(frame),
      onEnd: (reason) => this.#sayGoodbye(reason),
    });
  }

  /** Lets the client in and joins its document's room; the client is told why where that is impossible. */
  async open(token?: string): Promise<void> {
    this.#wire.pause();
    await this.#session.authorize(token);
    this.#wire.resume();
  }

  onFrame(frame: Uint8Array): void {
    this.#wire.heard();
    try {
      for (const message of decodeMessages(frame)) this.#session.receive(message);
    } catch (error) {
      this.#failOn(error);
    }
  }

  onText(): void {
    this.#session.end(closeReason('malformed', 'This server speaks binary messages only.'));
  }

  onAlive(): void {
    this.#wire.heard();
  }

  onClose(): void {
    this.#wire.lost();
  }

  beat(): void {
    this.#wire.beat();
  }

  /** The peer's mistake is told to the peer; ours to the operator, and costs this connection only. */
  #failOn(error: unknown): void {
    if (error instanceof MalformedError) {
      this.#session.end(closeReason('malformed', `This is no message of the protocol: ${error.message}.`));
      return;
    }
    const { report, name } = this.#options;
    report({ what: 'A message could not be handled', document: name, error });
    this.#session.end(closeReason('unreadable', 'The server failed to handle a message.'));
  }

  #sayGoodbye(reason: CloseReason): void {
    for (const frame of this.#options.dialect.farewell(reason)) this.#wire.send(frame);
    this.#wire.end(reason);
  }
}
