import type { DocumentName } from '@scriptorium/persistence';
import { type CloseReason, closeReason, type Frame, MalformedError } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import { Backlog } from './backlog.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import type { Queues } from './connections.ts';
import type { Beating } from './heartbeat.ts';
import { Wire } from './wire.ts';

export interface SocketConnectionOptions {
  readonly socket: ClientSocket;
  readonly clock: Clock;
  readonly report: Report;
  /** The document, where the socket has but one: for the operator's eyes. */
  readonly name?: DocumentName;
  /** The client is sent away, or denied a document. */
  readonly onRefused?: (reason: CloseReason) => void;
}

/** What every connection does with its socket, whatever is spoken over it. */
export abstract class SocketConnection implements SocketListener, Beating {
  protected readonly wire: Wire;
  protected readonly backlog = new Backlog();
  readonly #report: Report;
  readonly #name: DocumentName | undefined;
  readonly #onRefused: (reason: CloseReason) => void;
  #messages = 0;

  constructor({ socket, clock, report, name, onRefused = () => {} }: SocketConnectionOptions) {
    this.#report = report;
    this.#name = name;
    this.#onRefused = onRefused;
    this.wire = new Wire({
      socket,
      clock,
      keepAlive: () => this.keepAlive(),
      onEnd: (reason) => {
        this.leave();
        if (reason !== undefined) this.refused(reason);
      },
    });
  }

  /** How many frames the client has sent. */
  get messages(): number {
    return this.#messages;
  }

  get queues(): Queues {
    return { bufferedBytes: this.wire.bufferedBytes, backlogBytes: this.backlog.bytes };
  }

  get isLagging(): boolean {
    return this.wire.pressure === 'full';
  }

  /** Takes what came in, whole. @throws {MalformedError} */
  protected abstract take(bytes: Uint8Array): void;

  /** What says nothing in a way that this client understands; undefined while it has not said anything. */
  protected abstract keepAlive(): Frame | undefined;

  /** The socket has ended: whoever is in a room for it leaves. */
  protected abstract leave(): void;

  /** The socket has drained: whoever is in a room for it is told what they missed. */
  protected abstract catchUp(): void;

  /** Says goodbye and ends. */
  protected abstract end(reason: CloseReason): void;

  onFrame(frame: Uint8Array): void {
    // What comes in behind a goodbye must not open a document that nobody would leave.
    if (this.wire.isGone) return;
    this.wire.heard();
    this.#messages += 1;
    try {
      this.take(frame);
    } catch (error) {
      this.#failOn(error);
    }
  }

  onText(): void {
    this.end(closeReason('malformed', 'This server speaks binary messages only.'));
  }

  onAlive(): void {
    this.wire.heard();
  }

  onDrain(): void {
    this.wire.drained();
    try {
      this.catchUp();
    } catch (error) {
      this.#failOn(error);
    }
  }

  onClose(): void {
    this.wire.lost();
  }

  beat(): void {
    this.wire.beat();
  }

  protected refused(reason: CloseReason): void {
    this.#onRefused(reason);
  }

  /** The peer's mistake is told to the peer; ours to the operator, and costs this connection only. */
  #failOn(error: unknown): void {
    if (error instanceof MalformedError) {
      this.end(closeReason('malformed', `This is no message of the protocol: ${error.message}.`));
      return;
    }
    const document = this.#name === undefined ? {} : { document: this.#name };
    this.#report({ what: 'A message could not be handled', ...document, error });
    this.end(closeReason('unreadable', 'The server failed to handle a message.'));
  }
}
