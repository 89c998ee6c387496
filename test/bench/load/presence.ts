import { Client, type Server } from './client.ts';
import { decodeCursors, encodeCursor } from './cursor.ts';
import { Decoded } from './decoded.ts';
import { Histogram } from './histogram.ts';
import type { LoadOrder, LoadResult, PresenceLoad } from './order.ts';
import { becomes, Pace } from './pace.ts';
import { frameOf } from './rawSocket.ts';
import { Span } from './span.ts';

const room = 'presence';

/**
 * Everybody in a room moves the own cursor at a fixed pace. A change counts once for each other person whom it reached: one
 * that a later change of the same person replaced on the way does not count, nor does one that came a second time.
 */
export async function runPresence(server: Server, order: LoadOrder<PresenceLoad>): Promise<LoadResult> {
  const { people: count, changesPerSecond } = order.load;
  const crowd = new Crowd(server, count);
  for (let place = 0; place < count; place += 1) await crowd.join(place);
  const startPace = (): Pace => new Pace(count * changesPerSecond, (index) => crowd.move(index % count));
  await startPace().until(order.warmUpSeconds);
  // What a server that can't keep up still owes is none of what is measured.
  await becomes(() => crowd.allKnowAll);
  crowd.countFromNow();
  const span = new Span(server.pid);
  const pace = startPace();
  await pace.until(order.seconds);
  const complete = await becomes(() => crowd.allKnowAll);
  const used = span.end();
  crowd.close();
  const due = count * changesPerSecond * order.seconds * (count - 1);
  return {
    figures: {
      cpuMicroseconds: (used.serverCpuSeconds * 1e6) / crowd.delivered,
      deliveredShare: crowd.delivered / due,
      latencyP50Ms: crowd.latency.quantileMs(0.5),
      latencyP99Ms: crowd.latency.quantileMs(0.99),
    },
    complete,
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: pace.lateP99Ms,
  };
}

class Crowd {
  delivered = 0;
  latency = new Histogram();
  readonly #server: Server;
  readonly #count: number;
  readonly #decoded = new Decoded(decodeCursors);
  readonly #clients: Client[] = [];
  /** How often each has moved, and when last. */
  readonly #positions: Int32Array;
  readonly #movedAtMs: Float64Array;
  /** The last position of each that each has seen, by who sees and who is seen. */
  readonly #seen: Int32Array;

  constructor(server: Server, count: number) {
    this.#server = server;
    this.#count = count;
    this.#positions = new Int32Array(count);
    this.#movedAtMs = new Float64Array(count);
    this.#seen = new Int32Array(count * count);
  }

  async join(place: number): Promise<void> {
    const client = await Client.join({
      server: this.#server,
      room,
      onPresence: (update) => this.#see(place, update),
    });
    this.#clients[place] = client;
    this.move(place);
  }

  move(place: number): void {
    const position = (this.#positions[place] ?? 0) + 1;
    this.#positions[place] = position;
    this.#movedAtMs[place] = performance.now();
    const message = this.#server.dialect.presence(room, encodeCursor({ place, position }));
    this.#clients[place]?.sendFrame(frameOf(message));
  }

  countFromNow(): void {
    this.delivered = 0;
    this.latency = new Histogram();
  }

  /** Whether everybody has seen where everybody else stands now. */
  get allKnowAll(): boolean {
    return this.#seen.every((position, index) => {
      const [viewer, place] = [Math.floor(index / this.#count), index % this.#count];
      return viewer === place || position === this.#positions[place];
    });
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  #see(viewer: number, update: Uint8Array): void {
    const nowMs = performance.now();
    for (const { place, position } of this.#decoded.of(update)) {
      const index = viewer * this.#count + place;
      if (place === viewer || position <= (this.#seen[index] ?? 0)) continue;
      this.#seen[index] = position;
      this.delivered += 1;
      if (position === this.#positions[place]) this.latency.add(nowMs - (this.#movedAtMs[place] ?? nowMs));
    }
  }
}
