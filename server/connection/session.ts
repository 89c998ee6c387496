import type { DocumentName } from '@scriptorium/persistence';
import { type CloseReason, closeReason, closeReasons, type Frame, type Message } from '../protocol/index.ts';
import type { Clock, Timer } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Room } from '../room/room.ts';
import type { Receipt, RoomMember } from '../room/roomMember.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Access, Authorize } from './access.ts';
import type { Dialect } from './dialect.ts';

export interface SessionOptions {
  readonly name: DocumentName;
  readonly dialect: Dialect;
  readonly rooms: Rooms;
  readonly authorize: Authorize;
  readonly report: Report;
  /** Given where the client can't be told to come back later: then a document that can't be read now is tried again. */
  readonly retryClock?: Clock;
  readonly send: (frame: Frame) => void;
  /** The session has ended, for this reason. Not called when `leave` ended it. */
  readonly onEnd: (reason: CloseReason) => void;
}

/** What a client may send while its document is being opened. */
const waitingMessagesMax = 1000;
const waitingBytesMax = 5 * 1024 * 1024;
const retryMs = 2000;

/**
 * One document over one connection: a member of its room.
 *
 * 1. Nothing reaches the room before the client was let in and the document is loaded; it waits, bounded, in order.
 * 2. It ends once, and then says nothing more.
 */
export class Session implements RoomMember {
  readonly #options: SessionOptions;
  #access: Extract<Access, { kind: 'granted' }> | undefined;
  #room: Room | undefined;
  #isGone = false;
  #waiting: readonly Message[] = [];
  #waitingBytes = 0;
  #retryTimer: Timer | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get author(): string {
    return this.#access?.user ?? '';
  }

  get mayWrite(): boolean {
    return this.#access?.level === 'write';
  }

  get takesEchoForReceipt(): boolean {
    return this.#options.dialect.takesEchoForReceipt;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Lets the client in, or not, and joins the room. */
  async open(token: string | undefined): Promise<void> {
    if (await this.authorize(token)) await this.#join();
  }

  async #join(): Promise<void> {
    if (this.#isGone) return;
    const room = await this.#options.rooms.join(this.#options.name, this);
    if (this.#isGone || room === undefined) return;
    this.#room = room;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.#pass(message);
  }

  /**
   * Asks once more what the client may do, and tells it.
   * @returns whether it may stay; if not, the session has ended.
   */
  async authorize(token: string | undefined): Promise<boolean> {
    const access = await this.#ask(token);
    if (this.#isGone) return false;
    if (access.kind === 'denied') {
      this.end(closeReason('denied', access.reason));
      return false;
    }
    this.#access = access;
    this.#send(this.#options.dialect.greet(access.level));
    return true;
  }

  receive(message: Message): void {
    if (this.#isGone) return;
    if (this.#room === undefined) this.#wait(message);
    else this.#pass(message);
  }

  /** The client is gone, or has had enough of this document. */
  leave(): void {
    this.#finish();
    this.#room?.leave(this);
  }

  deliver(message: Message): void {
    const frame = this.#options.dialect.encode(message);
    if (frame !== undefined) this.#send([frame]);
  }

  acknowledge(receipt: Receipt): void {
    this.#send(this.#options.dialect.confirm(receipt));
  }

  refuse(): void {
    this.#send(this.#options.dialect.refuse());
  }

  dismiss(reason: CloseReason): void {
    if (this.#isGone) return;
    const { retryClock, onEnd } = this.#options;
    if (retryClock !== undefined && this.#room === undefined && reason.code === closeReasons.unreadable) {
      this.#retryTimer = retryClock.setTimer(() => void this.#join(), retryMs);
      return;
    }
    this.#finish();
    onEnd(reason);
  }

  /** Leaves the room and ends for a reason of this side. */
  end(reason: CloseReason): void {
    if (this.#isGone) return;
    this.#room?.leave(this);
    this.dismiss(reason);
  }

  #finish(): void {
    this.#isGone = true;
    this.#waiting = [];
    this.#retryTimer?.cancel();
  }

  #pass(message: Message): void {
    if (this.#isGone) return;
    const answers = this.#options.dialect.intercept(message);
    if (answers === undefined) this.#room?.receive(this, message);
    else this.#send(answers);
  }

  #wait(message: Message): void {
    this.#waitingBytes += sizeOf(message);
    this.#waiting = [...this.#waiting, message];
    if (this.#waiting.length > waitingMessagesMax || this.#waitingBytes > waitingBytesMax)
      this.end(
        closeReason('overloaded', 'Too much was sent before the document was open; please come back.'),
      );
  }

  async #ask(token: string | undefined): Promise<Access> {
    const { authorize, name, report } = this.#options;
    try {
      return await authorize({ name, token });
    } catch (error) {
      report({ what: 'It could not be decided who may open a document', document: name, error });
      return { kind: 'denied', reason: 'The server could not decide who may open this document.' };
    }
  }

  #send(frames: readonly Frame[]): void {
    if (!this.#isGone) for (const frame of frames) this.#options.send(frame);
  }
}

function sizeOf(message: Message): number {
  switch (message.kind) {
    case 'syncStep1':
      return message.vector.length;
    case 'syncStep2':
    case 'update':
    case 'awareness':
      return message.update.length;
    default:
      return 0;
  }
}
