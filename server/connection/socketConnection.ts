import type { DocumentName } from '@scriptorium/persistence';
import { exceeded, type Limits, usualLimits } from '../limits/limits.ts';
import { type CloseReason, closeReason, type Frame, MalformedError } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import { Backlog } from './backlog.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import type { Queues } from './connections.ts';
import type { Beating } from './heartbeat.ts';
import { Throttle, type ThrottleOwner } from './throttle.ts';
import { Wire, type WireOwner } from './wire.ts';

/** Whoever lets connections in and counts them. */
export interface Doorkeeper {
  /** The client is let in as this user, empty for nobody. @returns why it may not be, if so. */
  onLetIn(user: string): CloseReason | undefined;
  /** The client is not read from for a while, since it sends too much. */
  onSlowed(): void;
  /** The client is sent away, or denied a document. */
  onRefused(reason: CloseReason): void;
  /** The socket is closed. */
  onGone(): void;
}

const nobody: Doorkeeper = { onLetIn: () => undefined, onSlowed() {}, onRefused() {}, onGone() {} };

export interface SocketConnectionOptions {
  readonly socket: ClientSocket;
  readonly clock: Clock;
  readonly report: Report;
  /** The document, where the socket has but one: for the operator's eyes. */
  readonly name?: DocumentName;
  readonly limits?: Limits;
  readonly doorkeeper?: Doorkeeper;
}

/**
 * What every connection does with its socket, whatever is spoken over it. Most do nothing most of the time, so their parts call them
 * back by themselves: functions made for each connection would be a fifth of what it costs.
 */
export abstract class SocketConnection implements SocketListener, Beating, WireOwner, ThrottleOwner {
  protected readonly wire: Wire;
  protected readonly backlog: Backlog;
  protected readonly limits: Limits;
  readonly #throttle: Throttle;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #doorkeeper: Doorkeeper;
  #isLetIn = false;
  readonly #report: Report;
  readonly #name: DocumentName | undefined;
  #messages = 0;

  constructor({
    socket,
    clock,
    report,
    name,
    limits = usualLimits,
    doorkeeper = nobody,
  }: SocketConnectionOptions) {
    this.limits = limits;
    this.backlog = new Backlog(limits);
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    this.#doorkeeper = doorkeeper;
    this.#report = report;
    this.#name = name;
    this.wire = new Wire({ socket, clock, limits, owner: this });
    this.#throttle = new Throttle({ clock, limits, owner: this });
  }

  /** Whether it is not read from, because it has sent too much. */
  get isSlowed(): boolean {
    return this.#throttle.isSlowed;
  }

  dismiss(reason: CloseReason): void {
    this.end(reason);
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

  abstract get documentBytes(): number;

  abstract keepAlive(): Frame | undefined;

  /** The socket has ended: whoever is in a room for it leaves. */
  protected abstract leave(): void;

  /** The socket has drained: whoever is in a room for it is told what they missed. */
  protected abstract catchUp(): void;

  /** Says goodbye and ends. */
  protected abstract end(reason: CloseReason): void;

  onFrame(frame: Uint8Array): void {
    // What comes in behind a goodbye must not open a document that nobody would leave.
    if (this.wire.isGone) return;
    const nowMs = this.#clock.nowMs();
    this.wire.heard(nowMs);
    this.#messages += 1;
    this.#throttle.take(frame.length, nowMs);
    if (this.wire.isGone) return;
    try {
      this.take(frame);
    } catch (error) {
      this.#failOn(error);
    }
  }

  onText(): void {
    this.end(closeReason('malformed', 'This server speaks binary messages only.'));
  }

  onTooLarge(): void {
    this.wire.end(exceeded('frameBytes'));
  }

  onAlive(): void {
    this.wire.heard(this.#clock.nowMs());
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
    this.#doorkeeper.onGone();
    this.wire.lost();
  }

  onWireEnd(reason: CloseReason | undefined): void {
    this.#throttle.stop();
    this.leave();
    if (reason !== undefined) this.refused(reason);
  }

  onSlow(): void {
    this.wire.pause();
    this.#doorkeeper.onSlowed();
  }

  onResume(): void {
    this.wire.resume();
  }

  onSlowTooLong(): void {
    this.end(exceeded('slowedSeconds'));
  }

  beat(): void {
    const waitedMs = this.#clock.nowMs() - this.#startMs;
    if (!this.#isLetIn && waitedMs > this.limits.waitingSeconds * 1000) this.end(exceeded('waitingSeconds'));
    else this.wire.beat();
  }

  onLetIn(user: string): CloseReason | undefined {
    const reason = this.#doorkeeper.onLetIn(user);
    this.#isLetIn ||= reason === undefined;
    return reason;
  }

  protected refused(reason: CloseReason): void {
    this.#doorkeeper.onRefused(reason);
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
