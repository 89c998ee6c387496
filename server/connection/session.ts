import type { DocumentName } from '@scriptorium/persistence';
import type { Granted } from '../auth/access.ts';
import { exceeded } from '../limits/limits.ts';
import {
  type CloseReason,
  closeReason,
  closeReasons,
  type Frame,
  type Message,
  unreachable,
} from '../protocol/index.ts';
import type { Clock, Timer } from '../room/clock.ts';
import type { Room } from '../room/room.ts';
import type { Pressure, Receipt, RoomMember } from '../room/roomMember.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Backlog } from './backlog.ts';
import type { Dialect } from './dialect.ts';
import type { Decision, Gate, Guest } from './gate.ts';
import { stampName } from './nameStamp.ts';
import type { Wire } from './wire.ts';

/** Whose session it is. */
export interface SessionOwner {
  /** The client is let in as this user, empty for nobody. @returns why it may not be, if so. */
  onLetIn(user: string): CloseReason | undefined;
  /** The session has ended, for this reason. Not called when `leave` ended it. */
  onSessionEnd(reason: CloseReason): void;
}

export interface SessionOptions {
  readonly name: DocumentName;
  readonly dialect: Dialect;
  readonly rooms: Rooms;
  readonly gate: Gate;
  readonly backlog: Backlog;
  /**
   * Given where the client can't be told to come back, and may show its token late: then a document that can't be read now is
   * tried again, so is one of which can't be decided now who may open it, and who may not come in without a token is given time
   * to show one.
   */
  readonly patience?: Clock;
  readonly wire: Pick<Wire, 'send' | 'pressure'>;
  readonly owner: SessionOwner;
}

/** One for all who wait for nothing, for as long as they are connected. */
const done = Promise.resolve();
const retryMs = 2000;
/** How long a client may take to fetch its token; as long as Hocuspocus's own server waits. */
const tokenMsMax = 60_000;

/**
 * One document over one connection: a member of its room.
 *
 * 1. Nothing reaches the room before the client was let in and the document is loaded; it waits, bounded, in order.
 * 2. It ends once, and then says nothing more.
 * 3. Of several tokens the last that was sent counts, however long each of them takes to be looked at.
 * 4. What it may do is decided anew when it ends or is taken away; the client is told, and stays or is sent away.
 * 5. Inside it is one user's to its end, since others see that user's presence: whose token is somebody else's by now is sent away.
 */
export class Session implements RoomMember, Guest {
  readonly #options: SessionOptions;
  #access: Granted | undefined;
  /** What the client showed last, of what was looked at. */
  #token: string | undefined;
  /** What it has shown since, which is looked at next. */
  #next: { readonly token: string | undefined } | undefined;
  #room: Room | undefined;
  #isGone = false;
  #waiting: readonly Message[] = [];
  #timer: Timer | undefined;
  /** Settles when all tokens so far were looked at. */
  #decided: Promise<void> = done;
  /** Settles when the room was joined, or could not be; undefined as long as the client was not let in. */
  #joined: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get author(): string {
    return this.#access?.user ?? '';
  }

  get name(): DocumentName {
    return this.#options.name;
  }

  get user(): string | undefined {
    return this.#access?.user;
  }

  get untilMs(): number | undefined {
    return this.#access?.untilMs;
  }

  get mayWrite(): boolean {
    return this.#access?.level === 'write';
  }

  get takesEchoForReceipt(): boolean {
    return this.#options.dialect.takesEchoForReceipt;
  }

  get pressure(): Pressure {
    return this.#options.wire.pressure;
  }

  /** How large its document is; 0 before it is open. */
  get documentBytes(): number {
    return this.#room?.content.contentBytes ?? 0;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Looks at what the client shows, tells it what it may do, and lets it into the room, where it may stay. */
  async authorize(token: string | undefined): Promise<void> {
    if (this.#isGone) return;
    this.#options.gate.watch(this);
    const isQueued = this.#next !== undefined;
    this.#next = { token };
    await (isQueued ? this.#decided : this.#queue(() => this.#decide()));
    await this.#joined;
  }

  async recheck(): Promise<boolean> {
    await this.#queue(() => this.#decideAnew());
    return !this.#isGone;
  }

  async #queue(decide: () => Promise<void>): Promise<void> {
    const decided = this.#decided.then(decide);
    this.#decided = decided;
    await decided;
    if (this.#decided === decided) this.#decided = done;
  }

  async #decide(): Promise<void> {
    this.#token = this.#next?.token;
    this.#next = undefined;
    if (this.#isGone) return;
    this.#heed(await this.#ask());
  }

  /** Who was never let in has nothing to lose. */
  async #decideAnew(): Promise<void> {
    if (this.#isGone || this.#access === undefined) return;
    const { level, user } = this.#access;
    const decision = await this.#ask();
    if (decision.kind === 'granted' && decision.level === level && decision.user === user)
      this.#access = decision;
    else this.#heed(decision);
  }

  #ask(): Promise<Decision> {
    const { gate, name } = this.#options;
    return gate.ask({ name, token: this.#token });
  }

  #heed(decision: Decision): void {
    if (this.#isGone) return;
    switch (decision.kind) {
      case 'granted':
        this.#admit(decision);
        break;
      case 'denied':
        this.#turnAway(closeReason('denied', decision.reason));
        break;
      case 'undecided':
        this.#putOff(closeReason('undecided', decision.reason));
        break;
      default:
        unreachable(decision);
    }
  }

  #admit(access: Granted): void {
    if (this.#isInsideAsAnother(access)) {
      this.end(closeReason('denied', 'You are signed in as somebody else now; open the document again.'));
      return;
    }
    const couldWrite = this.mayWrite;
    const excess = this.#options.owner.onLetIn(access.user);
    if (excess !== undefined) {
      this.end(excess);
      return;
    }
    this.#access = access;
    this.#send(this.#options.dialect.greet(access.level));
    if (this.#joined === undefined)
      this.#joined = this.#join().then(() => {
        this.#joined = done;
      });
    else if (this.mayWrite && !couldWrite) this.#room?.ask(this);
  }

  /** Who was nobody in particular may become somebody. */
  #isInsideAsAnother({ user }: Granted): boolean {
    const { author } = this;
    return this.#joined !== undefined && author !== '' && author !== user;
  }

  #turnAway(reason: CloseReason): void {
    const { patience } = this.#options;
    if (patience === undefined || this.#token !== undefined || this.#joined !== undefined) this.end(reason);
    else this.#timer = patience.setTimer(() => this.#giveUp(reason), tokenMsMax);
  }

  /** Who is inside and of whom it can't be said that it may stay has to leave, too, and may come back. */
  #putOff(reason: CloseReason): void {
    const { patience } = this.#options;
    if (patience === undefined || this.#joined !== undefined) this.end(reason);
    else this.#timer = patience.setTimer(() => void this.authorize(this.#token), retryMs);
  }

  #giveUp(reason: CloseReason): void {
    if (this.#joined === undefined) this.end(reason);
  }

  async #join(): Promise<void> {
    this.#timer?.cancel();
    if (this.#isGone) return;
    const room = await this.#options.rooms.join(this.#options.name, this);
    if (this.#isGone || room === undefined) return;
    this.#room = room;
    const waiting = this.#waiting;
    this.#forget();
    for (const message of waiting) this.#pass(message);
  }

  receive(message: Message): void {
    if (this.#isGone) return;
    if (this.#room === undefined) this.#wait(message);
    else this.#pass(message);
  }

  /** @returns whether it had missed anything while its socket was full */
  catchUp(): boolean {
    return this.#room?.catchUp(this) === true;
  }

  /** The client is gone, or has had enough of this document. */
  leave(): void {
    this.#finish();
    this.#room?.leave(this);
  }

  deliver(message: Message): void {
    const frame = this.#options.dialect.encode(message);
    if (frame !== undefined && !this.#isGone) this.#options.wire.send(frame);
  }

  acknowledge(receipt: Receipt): void {
    this.#send(this.#options.dialect.confirm(receipt));
  }

  refuse(): void {
    this.#send(this.#options.dialect.refuse());
  }

  dismiss(reason: CloseReason): void {
    if (this.#isGone) return;
    const { patience, owner } = this.#options;
    if (patience !== undefined && this.#room === undefined && reason.code === closeReasons.unreadable) {
      this.#timer = patience.setTimer(() => void this.#join(), retryMs);
      return;
    }
    this.#finish();
    owner.onSessionEnd(reason);
  }

  /** Leaves the room and ends for a reason of this side. */
  end(reason: CloseReason): void {
    if (this.#isGone) return;
    this.#room?.leave(this);
    this.dismiss(reason);
  }

  #finish(): void {
    this.#isGone = true;
    this.#options.gate.forget(this);
    this.#forget();
    this.#timer?.cancel();
  }

  #forget(): void {
    for (const message of this.#waiting) this.#options.backlog.remove(message);
    this.#waiting = [];
  }

  #pass(message: Message): void {
    if (this.#isGone) return;
    const { dialect } = this.#options;
    const answers = dialect.intercept(message);
    if (answers !== undefined) {
      this.#send(answers);
      return;
    }
    const passed = message.kind === 'awareness' ? this.#stamp(message) : message;
    if (passed !== undefined) this.#room?.receive(this, passed);
    if (dialect.isAskExpected) this.#room?.ask(this);
  }

  /** Whose token says a name is shown under that, where that is wanted. */
  #stamp(message: Extract<Message, { kind: 'awareness' }>): Message | undefined {
    const name = this.#access?.displayName;
    if (name === undefined || !this.#options.gate.stampsNames) return message;
    const update = stampName(message.update, name);
    return update && { kind: 'awareness', update };
  }

  #wait(message: Message): void {
    this.#waiting = [...this.#waiting, message];
    const limit = this.#options.backlog.add(message);
    if (limit !== undefined) this.end(exceeded(limit));
  }

  #send(frames: readonly Frame[]): void {
    if (!this.#isGone) for (const frame of frames) this.#options.wire.send(frame);
  }
}
