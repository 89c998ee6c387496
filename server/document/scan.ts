import { ByteReader, clockMax, MalformedError } from './byteReader.ts';
import { ref } from './content.ts';
import { none, StructReader } from './struct.ts';

/** Clocks of one client, `to` exclusive. An id is a range of one. */
export interface IdRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** Structs of one client that follow one another without a gap, and where they are in the update. */
export interface StructRun extends IdRange {
  /** How many structs. */
  readonly count: number;
  /** The bytes of the structs, without the header of their section: `start` inclusive, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** The struct of `client` at `clock` can be integrated only when `onClient` has `onClock`. */
export interface Dependency {
  readonly client: number;
  readonly clock: number;
  readonly onClient: number;
  readonly onClock: number;
}

/** What an update says about itself. */
export interface UpdateScan {
  /** In the order of the update. Consecutive runs of a client touch, unless a Skip is between them. */
  readonly structs: readonly StructRun[];
  /** What the delete set names, in its order. */
  readonly deleted: readonly IdRange[];
  /** Where structs are garbage already: deleted by what they are, whether the delete set names them or not. */
  readonly collected: readonly IdRange[];
  /**
   * Ids of other clients that structs name as origin, right origin or parent, by section and in ascending clocks. Those that
   * follow from an earlier one of the same section are left out.
   */
  readonly depends: readonly Dependency[];
  /** Whether it is laid out as Yjs does it, highest client first; `Y.mergeUpdates` makes a mess of others. */
  readonly descending: boolean;
}

export type ScanResult =
  | { readonly kind: 'scanned'; readonly scan: UpdateScan }
  | { readonly kind: 'malformed'; readonly reason: string };

/** A run ends where it has so many bytes, so that finding a clock in a long section never means walking all of it. */
const runBytes = 4096;

/**
 * Walks an update in Yjs's encoding V1 without trusting a byte of it (S1, S3, S4). Costs time in proportion to its length, and
 * allocates in proportion to what is there, never to what is announced.
 */
export function scanUpdate(update: Uint8Array): ScanResult {
  try {
    return { kind: 'scanned', scan: new Scanner(update).scan() };
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

class Scanner {
  readonly #reader: ByteReader;
  readonly #struct: StructReader;
  readonly #structs: StructRun[] = [];
  readonly #deleted: IdRange[] = [];
  readonly #collected: { readonly client: number; readonly from: number; to: number }[] = [];
  readonly #depends: Dependency[] = [];
  #client = none;
  #clients: Set<number> | undefined;
  #lastClient = Number.POSITIVE_INFINITY;
  #descending = true;
  /** Per client that this section depends on, the highest clock. */
  #needed: Map<number, number> | undefined;

  constructor(update: Uint8Array) {
    this.#reader = new ByteReader(update);
    this.#struct = new StructReader(this.#reader);
  }

  scan(): UpdateScan {
    const sections = this.#reader.readUint();
    for (let i = 0; i < sections; i++) this.#readSection(sections);
    this.#readDeleteSet();
    if (this.#reader.left > 0) throw new MalformedError(`${this.#reader.left} bytes follow the delete set`);
    return {
      structs: this.#structs,
      deleted: this.#deleted,
      collected: this.#collected,
      depends: this.#depends,
      descending: this.#descending,
    };
  }

  #readSection(sections: number): void {
    const reader = this.#reader;
    const count = reader.readUint();
    const client = reader.readUint();
    if (sections > 1) this.#enterClient(client);
    this.#client = client;
    this.#needed = undefined;
    let clock = reader.readClock();
    let run = { client, from: clock, to: clock, count: 0, start: reader.pos, end: reader.pos };
    for (let i = 0; i < count; i++) {
      this.#struct.read();
      const to = clock + this.#struct.length;
      if (to > clockMax) throw new MalformedError(`the clock of ${client} goes over ${clockMax}`);
      const isSkip = this.#struct.ref === ref.skip;
      if (!isSkip) {
        this.#readDependencies(clock);
        if (this.#struct.ref <= ref.deleted) this.#collect(clock, to);
        run.to = to;
        run.end = reader.pos;
        run.count++;
      }
      clock = to;
      if (isSkip || run.end - run.start >= runBytes) {
        if (run.count > 0) this.#structs.push(run);
        run = { client, from: clock, to: clock, count: 0, start: reader.pos, end: reader.pos };
      }
    }
    if (run.count > 0) this.#structs.push(run);
  }

  /** What touches the one before joins it: half of what Yjs deletes one by one. */
  #collect(from: number, to: number): void {
    const client = this.#client;
    const last = this.#collected.at(-1);
    if (last?.client === client && last.to === from) last.to = to;
    else this.#collected.push({ client, from, to });
  }

  /** Of two sections for one client, `Y.applyUpdate` ignores the first. Yjs never writes that. */
  #enterClient(client: number): void {
    this.#clients ??= new Set();
    if (this.#clients.has(client)) throw new MalformedError(`there are two sections of ${client}`);
    this.#clients.add(client);
    if (client > this.#lastClient) this.#descending = false;
    this.#lastClient = client;
  }

  #readDependencies(clock: number): void {
    const struct = this.#struct;
    if (struct.originClient !== none) this.#need(clock, struct.originClient, struct.originClock);
    if (struct.rightClient !== none) this.#need(clock, struct.rightClient, struct.rightClock);
    if (struct.parentClient !== none) this.#need(clock, struct.parentClient, struct.parentClock);
  }

  #need(clock: number, onClient: number, onClock: number): void {
    if (onClient === this.#client) {
      // Yjs looks such an id up without asking whether it is there, and throws.
      if (onClock >= clock)
        throw new MalformedError(`${onClient}:${clock} depends on ${onClient}:${onClock}`);
      return;
    }
    this.#needed ??= new Map();
    if (onClock <= (this.#needed.get(onClient) ?? none)) return;
    this.#needed.set(onClient, onClock);
    this.#depends.push({ client: this.#client, clock, onClient, onClock });
  }

  #readDeleteSet(): void {
    const reader = this.#reader;
    const clients = reader.readUint();
    for (let i = 0; i < clients; i++) {
      const client = reader.readUint();
      const count = reader.readUint();
      for (let j = 0; j < count; j++) {
        const from = reader.readClock();
        const to = from + reader.readClock();
        if (to > clockMax) throw new MalformedError(`a deletion of ${client} goes over ${clockMax}`);
        // Yjs never writes an empty one, and keeps it pending for ever where the document ends.
        if (to === from) throw new MalformedError('a deletion is empty');
        this.#deleted.push({ client, from, to });
      }
    }
  }
}
