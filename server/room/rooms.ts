import { type DocumentName, type Listing, LogError, type UpdateLog } from '@scriptorium/persistence';
import type { DocumentWorker } from '../document/worker.ts';
import { type Limits, usualLimits } from '../limits/limits.ts';
import { closeReason } from '../protocol/index.ts';
import { type CheckpointPolicy, usualCheckpointPolicy } from './checkpointPolicy.ts';
import type { Clock, Timer } from './clock.ts';
import { closeReasonOf } from './closeReasonOf.ts';
import { bothHeld, type Held, nothingHeld } from './holding.ts';
import { Journal } from './journal.ts';
import { type LoadedDocument, loadDocument } from './loading.ts';
import type { Report } from './report.ts';
import { Room } from './room.ts';
import type { RoomMember } from './roomMember.ts';
import { RoomWindows } from './roomWindows.ts';
import { SavingLoad } from './savingLoad.ts';
import { Tally } from './tally.ts';
import { Upkeep } from './upkeep.ts';
import { WindowTimer } from './windowTimer.ts';

export interface RoomsOptions {
  readonly log: UpdateLog;
  readonly worker: DocumentWorker;
  readonly clock: Clock;
  readonly report: Report;
  /** How long updates of a busy room gather while few are in it, in milliseconds. */
  readonly updateWindowMs: number;
  /** How long presence gathers, in milliseconds. */
  readonly presenceWindowMs: number;
  /** How long receipts gather, in milliseconds. */
  readonly receiptWindowMs: number;
  /** How long a room without members stays open, in milliseconds. */
  readonly idleMs: number;
  /** How long after an edit its document's summary is derived, in milliseconds. */
  readonly describeDelayMs: number;
  /** What members may make a room hold. */
  readonly limits?: Limits;
  /** Writes had failed, and all documents are saved again. */
  readonly onAllSaved?: () => void;
  /** When the log of a document is folded into a checkpoint; the simulation has short logs. */
  readonly checkpointPolicy?: CheckpointPolicy;
}

/**
 * A good disk has a batch within 2 ms, and before that a busy log gathers for 4; for a slow one nobody should wait longer than is hardly
 * noticed.
 */
const diskWindowMs = 8;
/**
 * A receipt of a busy room waits for something to go with for one to two of these. People read "saved" and don't wait for it, and among
 * four who type, something comes for each within this time as a rule; y-sweet's client, the least patient, waits for 3 s.
 */
const receiptPatienceMs = 100;
/** Those who lost their connections together come back within seconds. */
const answerWindowMs = 5000;

/** A room and what belongs to its being open. */
interface OpenRoom {
  readonly room: Room;
  readonly upkeep: Upkeep;
  /** How many calls of `use` are under way: these keep it open without being members. */
  users: number;
  idleTimer: Timer | undefined;
}

type Place =
  | { readonly kind: 'opening'; readonly opened: Promise<OpenRoom> }
  | { readonly kind: 'open'; readonly open: OpenRoom };

/**
 * All documents that are open in this process.
 *
 * 1. A document is loaded once, however many ask for it at once, and nobody is in its room before it is loaded.
 * 2. A room is closed when nobody has been in it for a while, and never while something of it is not on disk.
 * 3. A document that can't be read has no room: never an empty one.
 */
export class Rooms {
  readonly load: SavingLoad;
  readonly tally = new Tally();
  readonly #options: RoomsOptions;
  readonly #limits: Limits;
  readonly #places = new Map<DocumentName, Place>();
  readonly #updateWindows: RoomWindows;
  readonly #diskWindows: WindowTimer;
  readonly #presenceWindows: RoomWindows;
  readonly #answerWindows: WindowTimer;
  readonly #receiptWindows: WindowTimer;
  readonly #receiptPatience: WindowTimer;
  #isClosed = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#limits = options.limits ?? usualLimits;
    this.load = new SavingLoad(this.#limits.unsavedBytes, options.onAllSaved);
    this.#updateWindows = new RoomWindows(options.clock, options.updateWindowMs);
    this.#diskWindows = new WindowTimer(options.clock, diskWindowMs);
    this.#presenceWindows = new RoomWindows(options.clock, options.presenceWindowMs);
    this.#answerWindows = new WindowTimer(options.clock, answerWindowMs);
    this.#receiptWindows = new WindowTimer(options.clock, options.receiptWindowMs);
    this.#receiptPatience = new WindowTimer(options.clock, receiptPatienceMs);
  }

  /** How many rooms are open or being opened. */
  get size(): number {
    return this.#places.size;
  }

  /** What waits in all rooms for its predecessors. */
  get held(): Held {
    const open = [...this.#places.values()].flatMap((place) => (place.kind === 'open' ? [place.open] : []));
    return open.map(({ room }) => room.held).reduce(bothHeld, nothingHeld);
  }

  /**
   * Opens the document's room if need be, and seats the member in it.
   * @returns undefined when the document can't be opened: the member has been dismissed with the reason.
   */
  async join(
    name: DocumentName,
    member: RoomMember & { readonly isGone: boolean },
  ): Promise<Room | undefined> {
    try {
      const open = await this.#hold(name);
      if (!member.isGone) open.room.join(member);
      this.#release(name, open);
      return open.room;
    } catch (error) {
      this.#reportUnreadable(name, error);
      member.dismiss(closeReasonOf(error));
      return undefined;
    }
  }

  /** Keeps the document's room open while `action` works in it. */
  async use<T>(name: DocumentName, action: (room: Room, upkeep: Upkeep) => Promise<T>): Promise<T> {
    const open = await this.#hold(name);
    try {
      return await action(open.room, open.upkeep);
    } finally {
      this.#release(name, open);
    }
  }

  /** Deletes the document for good; whoever is in its room is told and sent away. */
  async delete(name: DocumentName): Promise<void> {
    await this.#deleteFromLog(name);
    // Only now: who came meanwhile may have been given what is not there any more.
    const open = await this.#openOrOpening(name);
    if (open === undefined) return;
    open.upkeep.stop();
    this.#places.delete(name);
    open.idleTimer?.cancel();
    open.room.abandon(closeReason('deleted', 'This document was deleted.'));
  }

  /** A deletion that failed may have happened; then it is one, lest people stay in a document that is gone. */
  async #deleteFromLog(name: DocumentName): Promise<void> {
    const { log } = this.#options;
    try {
      await log.delete(name);
    } catch (error) {
      if (!(await log.isDeleted(name).catch(() => false))) throw error;
    }
  }

  /**
   * Sends everybody away and waits until all is on disk, or `deadline` resolves.
   * @returns the documents of which something could not be saved.
   */
  async close(deadline: Promise<void>): Promise<readonly DocumentName[]> {
    this.#isClosed = true;
    const open = [...this.#places.values()].flatMap((place) => (place.kind === 'open' ? [place.open] : []));
    for (const { room, idleTimer } of open) {
      idleTimer?.cancel();
      room.dismissAll(closeReason('goingAway', 'The server is stopping; please come back soon.'));
    }
    await Promise.race([Promise.all(open.map(({ room, upkeep }) => settle(room, upkeep))), deadline]);
    const unsaved = open.filter(({ room }) => !room.isSaved).map(({ room }) => room.name);
    for (const { room, upkeep } of open) {
      upkeep.stop();
      room.abandon(closeReason('goingAway', 'The server is stopping.'));
    }
    return unsaved;
  }

  /** Finds or opens the room, and keeps it from being closed; without an `await` between, so that nothing gets in. */
  async #hold(name: DocumentName): Promise<OpenRoom> {
    for (;;) {
      if (this.#isClosed) throw new LogError('LOG_CLOSED', 'The server is stopping.');
      const place = this.#places.get(name);
      if (place?.kind === 'open') {
        place.open.users += 1;
        return place.open;
      }
      await (place?.opened ?? this.#open(name));
    }
  }

  async #openOrOpening(name: DocumentName): Promise<OpenRoom | undefined> {
    const place = this.#places.get(name);
    return place?.kind === 'opening' ? await place.opened.catch(() => undefined) : place?.open;
  }

  #release(name: DocumentName, open: OpenRoom): void {
    open.users -= 1;
    this.#watchIdle(name);
  }

  async #open(name: DocumentName): Promise<void> {
    const opened = this.#load(name);
    this.#places.set(name, { kind: 'opening', opened });
    try {
      this.#places.set(name, { kind: 'open', open: await opened });
    } catch (error) {
      this.#places.delete(name);
      throw error;
    }
  }

  async #load(name: DocumentName): Promise<OpenRoom> {
    const { log } = this.#options;
    const loaded = await loadDocument(log, name);
    const listing = loaded.last === 0 ? undefined : await log.find(name);
    return this.#furnish(name, { loaded, undescribedMs: undescribedMs(loaded, listing) });
  }

  #furnish(
    name: DocumentName,
    { loaded, undescribedMs }: { loaded: LoadedDocument; undescribedMs: number | undefined },
  ): OpenRoom {
    const { log, worker, clock, report, describeDelayMs } = this.#options;
    const { state, last, tailEntries } = loaded;
    let journal: Journal | undefined;
    const room: Room = new Room({
      name,
      clock,
      state,
      load: this.load,
      limits: this.#limits,
      tally: this.tally,
      updateWindows: this.#updateWindows,
      diskWindows: this.#diskWindows,
      presenceWindows: this.#presenceWindows,
      answerWindows: this.#answerWindows,
      receiptWindows: this.#receiptWindows,
      receiptPatience: this.#receiptPatience,
      journal: (events) => {
        journal = new Journal({ name, log, clock, report, last, load: this.load, ...events });
        return journal;
      },
      onSaved: (entries) => upkeep.saved(entries),
      onEmpty: () => this.#watchIdle(name),
    });
    const upkeep = new Upkeep({
      name,
      log,
      worker,
      clock,
      report,
      describeDelayMs,
      checkpointPolicy: this.#options.checkpointPolicy ?? usualCheckpointPolicy,
      undescribedMs,
      tailEntries,
      look: () => ({ state: room.content.encode(), last: journal?.last ?? last }),
      content: state,
      adopt: (compacted) => state.adopt(compacted),
      authorship: () => room.content.authorship.encode(),
      whenCaughtUp: () => room.whenCaughtUp(),
    });
    return { room, upkeep, users: 0, idleTimer: undefined };
  }

  /** Closes the room once nobody has been in it for a while. */
  #watchIdle(name: DocumentName): void {
    const place = this.#places.get(name);
    if (place?.kind !== 'open' || this.#isClosed) return;
    const { open } = place;
    open.idleTimer?.cancel();
    open.idleTimer = undefined;
    if (isIdle(open))
      open.idleTimer = this.#options.clock.setTimer(
        () => void this.#retire(name, open),
        this.#options.idleMs,
      );
  }

  async #retire(name: DocumentName, open: OpenRoom): Promise<void> {
    await settle(open.room, open.upkeep);
    const place = this.#places.get(name);
    if (place?.kind !== 'open' || place.open !== open) return;
    if (isIdle(open) && open.room.isSaved) {
      this.#places.delete(name);
      open.room.sleep();
    } else {
      this.#watchIdle(name);
    }
  }

  #reportUnreadable(name: DocumentName, error: unknown): void {
    const isExpected =
      error instanceof LogError && (error.code === 'DOCUMENT_DELETED' || error.code === 'LOG_CLOSED');
    if (!isExpected) this.#options.report({ what: 'A document could not be opened', document: name, error });
  }
}

/**
 * A crash may have come between an edit and its summary. What is described is dated behind its last entry; a document's
 * first listing is dated as its first entry, and says nothing yet.
 */
function undescribedMs({ enteredMs }: LoadedDocument, listing: Listing | undefined): number | undefined {
  if (enteredMs === undefined || (listing !== undefined && listing.editedMs > enteredMs)) return undefined;
  return enteredMs + 1;
}

function isIdle({ room, users }: OpenRoom): boolean {
  return room.isEmpty && users === 0;
}

async function settle(room: Room, upkeep: Upkeep): Promise<void> {
  await room.whenSaved();
  await upkeep.finish();
}
