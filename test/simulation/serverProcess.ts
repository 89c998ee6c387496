import { type DocumentName, LogError } from '@scriptorium/persistence';
import { DocumentWorkerError } from '../../server/document/worker.ts';
import { usualLimits } from '../../server/limits/limits.ts';
import { Documents, DocumentsError } from '../../server/room/documents.ts';
import type { Problem } from '../../server/room/report.ts';
import { Rooms } from '../../server/room/rooms.ts';
import { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import { Doorkeeper, type Hello } from './doorkeeper.ts';
import type { Link } from './link.ts';
import { LocalWorker } from './localWorker.ts';
import { SimulatedLog } from './simulatedLog.ts';
import { ProcessClock, type VirtualTime } from './virtualTime.ts';
import type { Witness } from './witness.ts';

/** The settings that differ from one simulation to the next. */
export interface ServerSettings {
  readonly idleMs: number;
  readonly describeDelayMs: number;
  readonly unsavedBytesMax: number;
  readonly entriesWhenOpen: number;
  readonly entriesWhenClosing: number;
  readonly jobFailureRate: number;
  /** Histories that were found before this could be set do not say. */
  readonly updateWindowMs?: number;
}

export interface ServerProcessOptions {
  readonly seed: number;
  /** Counts the processes of a run. */
  readonly ordinal: number;
  readonly settings: ServerSettings;
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly witness: Witness;
}

const usualUpdateWindowMs = 8;
const presenceWindowMs = 40;
const receiptWindowMs = 30;

/** One life of the server: the code of production, wired as `server.ts` does, on a simulated machine. */
export class ServerProcess {
  readonly clock: ProcessClock;
  readonly rooms: Rooms;
  readonly #options: ServerProcessOptions;
  readonly #log: SimulatedLog;
  readonly #documents: Documents;
  readonly #door: Doorkeeper;
  #isDown = false;
  #requests = 0;
  /** The document for which the worker makes an update at the moment. */
  #making: DocumentName | undefined;

  constructor(options: ServerProcessOptions) {
    const { seed, ordinal, settings, time, disk } = options;
    const chance = (what: string): Chance => new Chance(seed, what, ordinal);
    const clock = new ProcessClock(time);
    const log = new SimulatedLog({ disk, time, clock, chance: chance('log') });
    const worker = new LocalWorker({
      clock,
      chance: chance('worker'),
      failureRate: settings.jobFailureRate,
      onMade: (update) => this.#made(update),
    });
    const { entriesWhenOpen, entriesWhenClosing, unsavedBytesMax, jobFailureRate: _, ...times } = settings;
    this.rooms = new Rooms({
      ...times,
      limits: { ...usualLimits, unsavedBytes: unsavedBytesMax },
      log,
      worker,
      clock,
      report: (problem) => this.#judge(problem),
      checkpointPolicy: { entriesWhenOpen, entriesWhenClosing, savedBytesMin: Number.NEGATIVE_INFINITY },
      updateWindowMs: settings.updateWindowMs ?? usualUpdateWindowMs,
      presenceWindowMs,
      receiptWindowMs,
    });
    const newName = (): never => {
      throw new Error('Simulated documents have names.');
    };
    this.#documents = new Documents({ log, rooms: this.rooms, worker, newName });
    this.#door = new Doorkeeper({
      rooms: this.rooms,
      clock,
      chance: chance('door'),
      report: (problem) => this.#judge(problem),
    });
    this.#options = options;
    this.#log = log;
    this.clock = clock;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Whether somebody waits for the server to write or delete. */
  get isBusy(): boolean {
    return this.#requests > 0;
  }

  /** How many connections it has. */
  get connections(): number {
    return this.#door.links.length;
  }

  accept(link: Link, hello: Hello): void {
    this.#door.accept(link, hello);
  }

  /** Ends at once. @param isNoticed whether clients are told by their machines @returns the connections that it had */
  async crash(isNoticed: boolean): Promise<readonly Link[]> {
    this.#isDown = true;
    this.clock.die();
    const { links } = this.#door;
    for (const link of links) link.dieAtServer(isNoticed);
    this.#door.forgetAll();
    await this.#log.crash();
    return links;
  }

  /** Ends as on SIGTERM. @returns the documents of which something was given up */
  async stop(deadlineMs: number): Promise<readonly DocumentName[]> {
    const deadline = new Promise<void>((resolve) => this.clock.setTimer(resolve, deadlineMs));
    const unsaved = await this.rooms.close(deadline);
    await Promise.race([this.#log.close(), deadline]);
    if (!this.#isDown) await this.crash(true);
    return unsaved;
  }

  /** Like a person who presses the button until it works. @returns whether the document was there and is gone */
  async delete(name: DocumentName): Promise<boolean> {
    this.#requests += 1;
    for (;;) {
      const isGone = await this.#tryToDelete(name);
      if (isGone !== undefined) {
        this.#requests -= 1;
        return isGone;
      }
      await new Promise<void>((resolve) => this.clock.setTimer(resolve, 500));
    }
  }

  /** The server writes into a document itself; what it says is done must be durable. */
  async retitle(name: DocumentName, title: string): Promise<void> {
    await this.#write(name, () => this.#documents.rename(name, { title, author: '' }));
  }

  async create(name: DocumentName, title: string): Promise<void> {
    await this.#write(name, () => this.#documents.create({ name, title, author: '' }));
  }

  async #tryToDelete(name: DocumentName): Promise<boolean | undefined> {
    try {
      await this.#documents.delete(name);
      return true;
    } catch (error) {
      if (error instanceof DocumentsError) return error.code === 'deleted';
      if (!isWorldsFault(error)) throw error;
      return undefined;
    }
  }

  async #write(name: DocumentName, action: () => Promise<unknown>): Promise<void> {
    if (this.#making !== undefined) return;
    this.#making = name;
    this.#requests += 1;
    const { witness, disk } = this.#options;
    const before = witness.typedIn(name).length;
    try {
      await action();
      const index = disk.index(name);
      for (const { by, ids } of witness.typedIn(name).slice(before))
        if (by === 'server') witness.told(name, { who: 'a caller', ids, sentAt: disk.now, index });
    } catch (error) {
      if (!(error instanceof DocumentsError) && !isWorldsFault(error)) throw error;
    } finally {
      this.#making = undefined;
      this.#requests -= 1;
    }
  }

  #made(update: Uint8Array): void {
    if (this.#making !== undefined) this.#options.witness.made(this.#making, { by: 'server', update });
  }

  #judge({ what, document, error }: Problem): void {
    this.#options.witness.count('problems reported');
    if (!isWorldsFault(error))
      this.#options.witness.find('problem of its own', `${what} (${document}): ${String(error)}`);
  }
}

/** Disks fail and threads end; anything else that the server complains of is its own mistake. */
function isWorldsFault(error: unknown): boolean {
  if (error instanceof DocumentWorkerError) return true;
  return (
    error instanceof LogError &&
    ['WRITE_FAILED', 'READ_FAILED', 'DOCUMENT_DELETED', 'LOG_CLOSED', 'DOCUMENT_UNKNOWN'].includes(error.code)
  );
}
