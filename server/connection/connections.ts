import { Crowd } from '../limits/crowd.ts';
import { type Limits, usualLimits } from '../limits/limits.ts';
import type { CloseReason } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import { type Beating, Heartbeat } from './heartbeat.ts';

/** The families of clients, by what is spoken with them. */
export const families = ['plain', 'scriptorium', 'sweet', 'hocuspocus'] as const;

export type Family = (typeof families)[number];

/** What carries a connection. */
export const transports = ['webSocket', 'stream'] as const;

export type Transport = (typeof transports)[number];

/** What a connection holds at this moment. */
export interface Queues {
  /** Bytes that were sent and that the network has not taken. */
  readonly bufferedBytes: number;
  /** Bytes that came before the document was open. */
  readonly backlogBytes: number;
}

/** What its socket has carried; a `net.Socket` counts it anyway. */
export interface Carried {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export interface Attendant {
  readonly family: Family;
  readonly transport: Transport;
  readonly connection: Beating & {
    readonly queues: Queues;
    readonly messages: number;
    /** Whether its socket is so full that it is told later what can be. */
    readonly isLagging: boolean;
    readonly isSlowed: boolean;
    /** Says goodbye and ends. */
    dismiss(reason: CloseReason): void;
  };
  readonly network: Carried;
}

/** What has been done with the clients of a family since the server started. */
export interface Traffic {
  readonly connections: number;
  readonly opened: number;
  readonly messages: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** A queue that every connection has. */
export interface Fill {
  readonly bytes: number;
  /** Of the connection that holds most. */
  readonly fullestBytes: number;
}

/** So many come back in a second, about, when a server restarts: each costs a handshake, and perhaps the reading of a document. */
const departuresPerSecond = 200;
const sliceMs = 50;

/** All connections of the server: looked after while they last, and added up when somebody wants to know. */
export class Connections {
  readonly crowd: Crowd;
  readonly #clock: Clock;
  readonly #heartbeat: Heartbeat;
  readonly #attendants = new Set<Attendant>();
  /** What the connections did that have ended. */
  readonly #ended = new Map<Family, Totals>(families.map((family) => [family, new Totals()]));

  constructor(clock: Clock, limits: Limits = usualLimits) {
    this.crowd = new Crowd(limits);
    this.#clock = clock;
    this.#heartbeat = new Heartbeat(clock);
  }

  get size(): number {
    return this.#attendants.size;
  }

  /** How many there are by a transport. */
  carriedBy(transport: Transport): number {
    let carried = 0;
    for (const attendant of this.#attendants) if (attendant.transport === transport) carried += 1;
    return carried;
  }

  add(attendant: Attendant): void {
    this.#attendants.add(attendant);
    this.#heartbeat.add(attendant.connection);
  }

  delete(attendant: Attendant): void {
    if (!this.#attendants.delete(attendant)) return;
    this.#heartbeat.delete(attendant.connection);
    this.#ended.get(attendant.family)?.add(attendant);
  }

  /** How many do not read as fast as they are told something. */
  get lagging(): number {
    let lagging = 0;
    for (const { connection } of this.#attendants) if (connection.isLagging) lagging += 1;
    return lagging;
  }

  /** How many are not read from, because they sent too much. */
  get slowed(): number {
    return [...this.#attendants].filter(({ connection }) => connection.isSlowed).length;
  }

  /**
   * Sends everybody away, but not at once: clients without advice come back after a delay that is the same for all of them.
   * @param withinMs the longest that it may take
   * @returns once the last was told
   */
  async sendAway(reason: CloseReason, withinMs: number): Promise<void> {
    const leaving = [...this.#attendants];
    const spreadMs = Math.min(withinMs, (leaving.length / departuresPerSecond) * 1000);
    const slices = Math.max(Math.floor(spreadMs / sliceMs), 1);
    const perSlice = Math.ceil(leaving.length / slices);
    for (let first = 0; first < leaving.length; first += perSlice) {
      if (first > 0) await new Promise<void>((resolve) => this.#clock.setTimer(resolve, sliceMs));
      for (const { connection } of leaving.slice(first, first + perSlice)) connection.dismiss(reason);
    }
  }

  traffic(): ReadonlyMap<Family, Traffic> {
    const all = new Map([...this.#ended].map(([family, ended]) => [family, new Totals(ended)]));
    for (const attendant of this.#attendants) {
      const totals = all.get(attendant.family);
      totals?.add(attendant);
      if (totals !== undefined) totals.connections += 1;
    }
    return all;
  }

  /** How full a queue is over all connections. */
  fill(queue: keyof Queues): Fill {
    let bytes = 0;
    let fullestBytes = 0;
    for (const { connection } of this.#attendants) {
      const own = connection.queues[queue];
      bytes += own;
      fullestBytes = Math.max(fullestBytes, own);
    }
    return { bytes, fullestBytes };
  }
}

class Totals implements Traffic {
  connections = 0;
  opened: number;
  messages: number;
  receivedBytes: number;
  sentBytes: number;

  constructor(ended?: Totals) {
    this.opened = ended?.opened ?? 0;
    this.messages = ended?.messages ?? 0;
    this.receivedBytes = ended?.receivedBytes ?? 0;
    this.sentBytes = ended?.sentBytes ?? 0;
  }

  add({ connection, network }: Attendant): void {
    this.opened += 1;
    this.messages += connection.messages;
    this.receivedBytes += network.bytesRead;
    this.sentBytes += network.bytesWritten;
  }
}
