import { type DocumentName, type Entry, LogError } from '@scriptorium/persistence';
import type { DocumentState } from '../document/documentState.ts';
import { emptyUpdate, type Part } from '../document/merge.ts';
import { exceeded, type Limits } from '../limits/limits.ts';
import { type CloseReason, closeReason, type Message, unreachable } from '../protocol/index.ts';
import { Answers } from './answers.ts';
import type { Clock } from './clock.ts';
import { closeReasonOf } from './closeReasonOf.ts';
import { Dispatch } from './dispatch.ts';
import { type Held, Holding } from './holding.ts';
import type { Journal, JournalEvents } from './journal.ts';
import { Laggards } from './laggards.ts';
import { Parcel } from './parcel.ts';
import { Presence } from './presence.ts';
import { PresenceRelay } from './presenceRelay.ts';
import type { RoomMember } from './roomMember.ts';
import type { RoomWindows } from './roomWindows.ts';
import type { SavingLoad } from './savingLoad.ts';
import { type Incoming, Seat } from './seat.ts';
import type { Tally } from './tally.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

export interface RoomOptions {
  readonly name: DocumentName;
  readonly state: DocumentState;
  readonly clock: Clock;
  readonly load: SavingLoad;
  readonly limits: Limits;
  readonly tally: Tally;
  readonly updateWindows: RoomWindows;
  /** How long a parcel may wait for the disk before it is relayed. */
  readonly diskWindows: WindowTimer;
  readonly presenceWindows: RoomWindows;
  /** How long answers are kept for others who ask the same. */
  readonly answerWindows: WindowTimer;
  readonly receiptWindows: WindowTimer;
  /** How often it is looked whether receipts of busy rooms have waited too long. */
  readonly receiptPatience: WindowTimer;
  /** Makes the journal of this room. */
  readonly journal: (events: JournalEvents) => Journal;
  /** Entries have reached the disk. */
  readonly onSaved: (entries: number) => void;
  /** The last member has left. */
  readonly onEmpty: () => void;
}

/**
 * A document that is open in this process, and those connected to it.
 *
 * 1. Nothing is relayed or stored that was not scanned and admitted whole.
 * 2. Others get an update before the disk has it; its author is told of it only after.
 * 3. The first update to a quiet room leaves at once; while it is busy, updates leave merged, once a window.
 * 4. What starts past a gap is held back, bounded, and the member is asked for what is missing.
 */
export class Room {
  readonly name: DocumentName;
  readonly #options: RoomOptions;
  readonly #state: DocumentState;
  readonly #journal: Journal;
  readonly #presence: PresenceRelay;
  readonly #dispatch: Dispatch;
  readonly #answers: Answers;
  readonly #laggards: Laggards;
  readonly #seats = new Map<RoomMember, Seat>();
  readonly #updateWindow: Windowed = { closeWindow: () => this.#closeWindow() };
  readonly #holding = new Holding();
  #parcel = new Parcel();
  /** Whether it is busy: what comes in now leaves at the end of the window. */
  #isGathering = false;
  /** Why nothing more can be written here; who is on the way in while the room ends is told, too. */
  #ended: CloseReason | undefined;

  constructor(options: RoomOptions) {
    this.name = options.name;
    this.#options = options;
    this.#state = options.state;
    this.#answers = new Answers(options.state, options.answerWindows);
    const ownerOf = (clientId: number) => options.state.authorship.ownerOf(clientId);
    const presence = new Presence({ limits: options.limits, ownerOf });
    this.#presence = new PresenceRelay(options.presenceWindows, this.#seats, presence);
    this.#journal = options.journal({
      onRefused: (error) => this.#end(closeReasonOf(error)),
      onBehind: (isBehind) => this.#tellBehind(isBehind),
    });
    const laggards = new Laggards(options.state);
    this.#laggards = laggards;
    this.#dispatch = new Dispatch({
      seats: this.#seats,
      journal: this.#journal,
      receiptWindows: options.receiptWindows,
      receiptPatience: options.receiptPatience,
      laggards,
      diskWindows: options.diskWindows,
      isProcessBusy: () => options.updateWindows.isBusy,
      clock: options.clock,
      tally: options.tally,
      onSaved: options.onSaved,
    });
  }

  get isEmpty(): boolean {
    return this.#seats.size === 0;
  }

  /** Whether all that was taken is on disk. */
  get isSaved(): boolean {
    return this.#parcel.isEmpty && this.#journal.isIdle;
  }

  /** What waits for its predecessors. */
  get held(): Held {
    return this.#holding.held;
  }

  /** Whether anything of it is in the log. */
  get isStored(): boolean {
    return this.#journal.last > 0;
  }

  /** Whether nobody has ever written in it; not while something is on its way to the disk, and be it nothing new. */
  get isNew(): boolean {
    return this.isSaved && this.#journal.last === 0;
  }

  /** What it holds, to be read. */
  get content(): Pick<DocumentState, 'encode' | 'authorship' | 'contentBytes'> {
    return this.#state;
  }

  /** Greets the member: what the server has, so that it sends what is missing here; and who is present. */
  join(member: RoomMember): void {
    if (this.#ended !== undefined) {
      member.dismiss(this.#ended);
      return;
    }
    const seat = new Seat(member);
    this.#seats.set(member, seat);
    this.ask(member);
    if (!this.#presence.isEmpty) this.#presence.introduce(seat);
    if (this.#journal.isBehind) member.deliver({ kind: 'saving', isBehind: true });
  }

  leave(member: RoomMember): void {
    const seat = this.#seats.get(member);
    if (seat === undefined) return;
    this.#seats.delete(member);
    this.#holding.delete(seat);
    this.#presence.leave(member);
    if (this.isEmpty) this.#options.onEmpty();
  }

  /** The member's socket has drained: it is told what it missed meanwhile. @returns whether there was anything */
  catchUp(member: RoomMember): boolean {
    const seat = this.#seats.get(member);
    if (seat?.arrears === undefined) return false;
    if (seat.arrears.isBehind) this.#relayAll();
    this.#laggards.catchUp(seat);
    this.#presence.catchUp(seat);
    return true;
  }

  /** Tells a member what the server has, so that it sends what is missing here. */
  ask(member: RoomMember): void {
    member.deliver(this.#answers.question());
  }

  receive(member: RoomMember, message: Message): void {
    const seat = this.#seats.get(member);
    if (seat === undefined) return;
    switch (message.kind) {
      case 'syncStep1':
        this.#answer(seat, message.vector);
        break;
      case 'syncStep2':
        seat.isAsked = false;
        this.#presence.greeted(member);
        this.#take(seat, { update: message.update, isAnswer: true, author: member.author });
        break;
      case 'update':
        this.#take(seat, { update: message.update, isAnswer: false, author: member.author });
        break;
      case 'awareness':
        this.#hear(member, message.update);
        break;
      case 'queryAwareness':
        this.#presence.introduce(seat);
        break;
      default:
        this.#dismiss(
          member,
          closeReason('malformed', `A client may not send a message of kind ${message.kind}.`),
        );
    }
  }

  /**
   * Takes an update from outside the room's members.
   * @returns once it is on disk, or at once that it can't be taken; rejects when the document is gone before.
   */
  async write(update: Uint8Array, author: string): Promise<'saved' | 'malformed' | 'gap' | 'full'> {
    if (this.#isTooMuch(update)) return 'full';
    const admission = this.#state.admit(update, author);
    if (admission.kind === 'malformed' || admission.kind === 'gap') return admission.kind;
    await this.#enter(admission.kind === 'news' ? this.#entry(admission.update, author) : undefined);
    return 'saved';
  }

  /** Makes the document exist although nobody has written in it; resolves once that is on disk. */
  async found(author: string): Promise<void> {
    await this.#enter(this.#entry(emptyUpdate, author));
  }

  /** Sends all members away, and writes what was gathered. */
  dismissAll(reason: CloseReason): void {
    this.#flush();
    for (const member of this.#seats.keys()) this.#dismiss(member, reason);
  }

  /** Sends all members away and drops what is not on disk. */
  abandon(reason: CloseReason): void {
    this.#answers.forget();
    this.#journal.abandon();
    this.#end(reason);
  }

  /** Nobody has it open any more: leaves no timer behind. */
  sleep(): void {
    this.#answers.forget();
  }

  /** Resolves when all that was taken before is on disk, whatever comes in meanwhile; rejects when the document is gone. */
  async whenCaughtUp(): Promise<void> {
    await this.#enter(undefined);
  }

  /** Resolves when all that was taken is on disk. */
  async whenSaved(): Promise<void> {
    this.#flush();
    await this.#journal.whenIdle();
  }

  #entry(update: Uint8Array, author: string): Entry {
    return { timeMs: this.#options.clock.nowMs(), author, update };
  }

  async #enter(entry: Entry | undefined): Promise<void> {
    const settled = new Promise<'saved' | 'dropped'>((resolve) => this.#parcel.addOwn(entry, resolve));
    this.#letGo();
    if ((await settled) === 'dropped')
      throw new LogError('DOCUMENT_DELETED', 'The document is gone.', { document: this.name });
  }

  #answer(seat: Seat, vector: Uint8Array): void {
    const { member } = seat;
    // What is still gathered becomes part of the answer: it leaves without this member, which may take it for the echo of its own.
    this.#relayAll();
    seat.ahead = this.#state.beyond(vector);
    if (this.#laggards.defersAnswer(seat, vector)) return;
    const answer = this.#answers.answer(vector);
    if (answer.kind === 'malformed') this.#dismiss(member, closeReason('malformed', answer.reason));
    else member.deliver(answer);
  }

  /** Whatever waits for a window or the disk is relayed now. */
  #relayAll(): void {
    this.#flush();
    this.#dispatch.release();
  }

  #take(seat: Seat, sent: Omit<Incoming, 'index'>): void {
    const { update } = sent;
    if (this.#options.load.isFull) {
      this.#dismiss(seat.member, exceeded('unsavedBytes'));
      return;
    }
    const index = seat.ledger.receive();
    if (!seat.member.mayWrite && this.#state.compare(update) === 'lacking') {
      seat.refuse(index);
      this.#options.tally.count('refused', update.length);
      return;
    }
    if (this.#isTooMuch(update)) {
      this.#options.tally.count('refused', update.length);
      this.#dismiss(seat.member, exceeded('documentBytes'));
      return;
    }
    const admission = this.#state.admit(update, sent.author);
    this.#options.tally.count(admission.kind, update.length);
    switch (admission.kind) {
      case 'malformed':
        this.#dismissMalformed(seat, admission.reason);
        break;
      case 'gap':
        this.#hold(seat, { ...sent, index });
        break;
      case 'known':
        // It may be known from somebody whose update is not on disk yet: it waits for all that was taken before it.
        this.#parcel.addKnown(seat, { ...sent, index });
        this.#letGo();
        break;
      case 'news':
        this.#addNews(seat, { ...sent, index, update: admission.update }, admission.part);
        this.#letGo();
        break;
      default:
        unreachable(admission);
    }
  }

  /** What is known already makes nothing larger. */
  #isTooMuch(update: Uint8Array): boolean {
    const bytes = this.#state.contentBytes + update.length;
    return bytes > this.#options.limits.documentBytes && this.#state.compare(update) === 'lacking';
  }

  #addNews(seat: Seat, incoming: Incoming, part: Part): void {
    this.#parcel.addNews(seat, { incoming, part, timeMs: this.#options.clock.nowMs() });
  }

  #hold(seat: Seat, incoming: Incoming): void {
    const limit = seat.hold(incoming, this.#options.limits);
    if (limit !== undefined) {
      this.#dismiss(seat.member, exceeded(limit));
      return;
    }
    this.#holding.add(seat);
    // An answer that leaves a gap would leave it again: what is missing is not there.
    if (seat.isAsked || incoming.isAnswer) return;
    seat.isAsked = true;
    this.ask(seat.member);
  }

  #retry(seat: Seat, incoming: Incoming): boolean {
    // What it sent while it still might write is not taken later.
    const admission = seat.member.mayWrite ? this.#state.admit(incoming.update, incoming.author) : undefined;
    if (admission?.kind === 'gap') return false;
    seat.drop(incoming);
    if (seat.held.size === 0) this.#holding.delete(seat);
    if (admission === undefined) seat.refuse(incoming.index);
    else if (admission.kind === 'news')
      this.#addNews(seat, { ...incoming, update: admission.update }, admission.part);
    else if (admission.kind === 'known') this.#parcel.addKnown(seat, incoming);
    else this.#dismissMalformed(seat, admission.reason);
    return true;
  }

  /** At once when room and process are quiet; else at the end of the window. */
  #letGo(): void {
    if (this.#isGathering) return;
    this.#gather();
    if (!this.#options.updateWindows.isBusy) this.#flush();
  }

  #gather(): void {
    this.#isGathering = true;
    this.#options.updateWindows.open(this.#updateWindow, this.#seats.size);
  }

  #closeWindow(): boolean {
    this.#isGathering = false;
    if (this.#flush()) this.#gather();
    return false;
  }

  #flush(): boolean {
    if (this.#parcel.isEmpty) return false;
    // What was held back may fit now, and joins what leaves.
    this.#holding.retry((seat, incoming) => this.#retry(seat, incoming));
    const parcel = this.#parcel;
    this.#parcel = new Parcel();
    this.#dispatch.send(parcel);
    return true;
  }

  #hear(member: RoomMember, presence: Uint8Array): void {
    const refusal = this.#presence.receive(member, presence);
    if (refusal !== undefined) this.#dismiss(member, refusal);
  }

  #tellBehind(isBehind: boolean): void {
    for (const member of this.#seats.keys()) member.deliver({ kind: 'saving', isBehind });
  }

  #end(reason: CloseReason): void {
    this.#ended = reason;
    this.dismissAll(reason);
  }

  #dismissMalformed({ member }: Seat, reason: string): void {
    this.#dismiss(member, closeReason('malformed', `This is no valid update: ${reason}.`));
  }

  #dismiss(member: RoomMember, reason: CloseReason): void {
    this.leave(member);
    member.dismiss(reason);
  }
}
