import type { DocumentName } from '@scriptorium/persistence';
import { type CloseReason, decodeMessages, encodeAwareness, type Frame } from '../protocol/index.ts';
import type { Rooms } from '../room/rooms.ts';
import { type Dialect, frameOf } from './dialect.ts';
import type { Gate } from './gate.ts';
import { Session, type SessionOwner } from './session.ts';
import { SocketConnection, type SocketConnectionOptions } from './socketConnection.ts';

export interface ConnectionOptions extends SocketConnectionOptions {
  readonly dialect: Dialect;
  readonly rooms: Rooms;
  readonly name: DocumentName;
  readonly gate: Gate;
}

/** Says nothing in a way that every client understands: presence of nobody. */
const presenceOfNobody = frameOf({ kind: 'awareness', update: encodeAwareness([]) });

/**
 * One socket for one document, in a dialect of the plain protocol: y-websocket's, y-sweet's, or this project's own.
 * Nothing is read from the socket until the document is loaded.
 */
export class Connection extends SocketConnection implements SessionOwner {
  readonly #dialect: Dialect;
  readonly #session: Session;

  constructor(options: ConnectionOptions) {
    super(options);
    const { rooms, name, dialect, gate } = options;
    this.#dialect = dialect;
    this.#session = new Session({
      name,
      dialect,
      rooms,
      gate,
      backlog: this.backlog,
      wire: this.wire,
      owner: this,
    });
  }

  /** Lets the client in and joins its document's room; the client is told why where that is impossible. */
  async open(token?: string): Promise<void> {
    this.wire.pause();
    await this.#session.authorize(token);
    this.wire.resume();
  }

  protected override take(bytes: Uint8Array): void {
    for (const message of decodeMessages(bytes)) this.#session.receive(message);
  }

  override get documentBytes(): number {
    return this.#session.documentBytes;
  }

  override keepAlive(): Frame {
    return presenceOfNobody;
  }

  protected override leave(): void {
    this.#session.leave();
  }

  protected override catchUp(): void {
    this.#session.catchUp();
  }

  protected override end(reason: CloseReason): void {
    this.#session.end(reason);
  }

  /** Says goodbye. */
  onSessionEnd(reason: CloseReason): void {
    for (const frame of this.#dialect.farewell(reason)) this.wire.send(frame);
    this.wire.end(reason);
  }
}
