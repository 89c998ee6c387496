import { ByteReader, clockMax, MalformedError } from './byteReader.ts';
import { ref } from './content.ts';
import { none, StructReader } from './struct.ts';

/** Clocks of one client, `to` exclusive. An id is a range of one. */
export interface IdRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** Many ranges of one client, as two numbers for each: from, to, from, to, … A document that was written for long names thousands. */
export interface ClientRanges {
  readonly client: number;
  readonly clocks: readonly number[];
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
  /** What the delete set names, in its order; none without a range. */
  readonly deleted: readonly ClientRanges[];
  /** Where structs are garbage already: deleted by what they are, whether the delete set names them or not. Ascending, none without a range. */
  readonly collected: readonly ClientRanges[];
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
  readonly #deleted: ClientRanges[] = [];
  readonly #collected: ClientRanges[] = [];
  readonly #depends: Dependency[] = [];
  #client = none;
  /** How many structs of the section are still to come. */
  #left = 0;
  /** What of the section is garbage. */
  #garbage: number[] = [];
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
    this.#left = reader.readUint();
    const client = reader.readUint();
    if (sections > 1) this.#enterClient(client);
    this.#client = client;
    this.#needed = undefined;
    let clock = reader.readClock();
    while (this.#left > 0) clock = this.#readRun(clock);
    if (this.#garbage.length === 0) return;
    this.#collected.push({ client, clocks: this.#garbage });
    this.#garbage = [];
  }

  /** Goes on until the run is long enough, or a Skip ends it. @returns the next clock */
  #readRun(from: number): number {
    const reader = this.#reader;
    const struct = this.#struct;
    const client = this.#client;
    const start = reader.pos;
    let end = start;
    let next = from;
    let clock = from;
    let count = 0;
    while (this.#left > 0 && end - start < runBytes) {
      struct.read();
      this.#left--;
      next = clock + struct.length;
      if (next > clockMax) throw new MalformedError(`the clock of ${client} goes over ${clockMax}`);
      if (struct.ref === ref.skip) break;
      this.#readDependencies(clock);
      if (struct.ref <= ref.deleted) this.#collect(clock, next);
      clock = next;
      end = reader.pos;
      count++;
    }
    if (count > 0) this.#structs.push({ client, from, to: clock, count, start, end });
    return next;
  }

  /** What touches the one before joins it: half of what Yjs deletes one by one. */
  #collect(from: number, to: number): void {
    const garbage = this.#garbage;
    if (garbage.length > 0 && garbage[garbage.length - 1] === from) garbage[garbage.length - 1] = to;
    else garbage.push(from, to);
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
      const clocks = this.#readRanges(client);
      if (clocks.length > 0) this.#deleted.push({ client, clocks });
    }
  }

  #readRanges(client: number): readonly number[] {
    const reader = this.#reader;
    const clocks: number[] = [];
    for (let left = reader.readUint(); left > 0; left--) {
      const from = reader.readClock();
      const to = from + reader.readClock();
      if (to > clockMax) throw new MalformedError(`a deletion of ${client} goes over ${clockMax}`);
      // Yjs never writes an empty one, and keeps it pending for ever where the document ends.
      if (to === from) throw new MalformedError('a deletion is empty');
      clocks.push(from, to);
    }
    return clocks;
  }
}
