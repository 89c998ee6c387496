import { setTimeout as pause } from 'node:timers/promises';
import { type DialectName, dialects } from './dialect.ts';
import { Histogram } from './histogram.ts';
import { newcomerHasEverything, Person, type RoomPlan, typeUpdates } from './person.ts';
import { cpuSeconds, peakMemoryMiB } from './processUsage.ts';
import type { Scenario } from './scenario.ts';

/** The load generator: a process of its own, told what to do by one JSON argument, and answering with one line of JSON. */

export interface LoadOrder {
  readonly scenario: Scenario;
  readonly dialect: DialectName;
  readonly port: number;
  readonly serverPid: number;
  /** Typed before anything is measured, so that every server is warm. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface LoadResult {
  /** Updates that reached somebody else than their author while it was measured, and the server's CPU for each. */
  readonly delivered: number;
  readonly cpuMicroseconds: number;
  /** Everybody and a newcomer got everything. */
  readonly complete: boolean;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  readonly peakMemoryMiB: number;
  /** Shares of one core while it was measured. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
  /** How much later than planned the slowest hundredth of edits was typed: what the generator could not keep up with. */
  readonly lateP99Ms: number;
}

/** Between two looks at the clock: this is the pace of the typing, not a wait for something to happen. */
const pauseMs = 2;
const drainLimitMs = 30_000;

interface Snapshot {
  readonly atMs: number;
  readonly delivered: number;
  readonly serverSeconds: number;
  readonly ownSeconds: number;
}

class Load {
  readonly #order: LoadOrder;
  readonly #plans: readonly RoomPlan[];
  readonly #people: readonly Person[];
  readonly #typists: readonly Person[];
  readonly #late = new Histogram();
  #latency = new Histogram();
  #delivered = 0;

  constructor(order: LoadOrder) {
    this.#order = order;
    this.#plans = Array.from({ length: order.scenario.rooms }, (_, index) => this.#plan(`bench-${index}`));
    const rooms = this.#plans.map((plan) =>
      Array.from({ length: order.scenario.peoplePerRoom }, (_, place) => new Person(plan, place)),
    );
    this.#people = rooms.flat();
    this.#typists = rooms.flatMap((people) => people.slice(0, order.scenario.typistsPerRoom));
  }

  async run(): Promise<LoadResult> {
    for (const person of this.#people) await person.connect();
    const startMs = performance.now();
    await this.#type({ startMs, fromSeconds: 0, toSeconds: this.#order.warmUpSeconds });
    this.#latency = new Histogram();
    const before = this.#snapshot();
    await this.#type({ startMs, fromSeconds: this.#order.warmUpSeconds, toSeconds: this.#totalSeconds });
    const arrived = await this.#drain();
    const after = this.#snapshot();
    const complete = arrived && (await this.#newcomersHaveEverything());
    for (const person of this.#people) person.close();
    return this.#result({ before, after, complete });
  }

  get #totalSeconds(): number {
    return this.#order.warmUpSeconds + this.#order.seconds;
  }

  #plan(room: string): RoomPlan {
    const { scenario, port, dialect } = this.#order;
    const edits = Math.round(this.#totalSeconds * scenario.editsPerSecond);
    const typed = Array.from({ length: scenario.typistsPerRoom }, (_, place) => typeUpdates(place, edits));
    return {
      room,
      port,
      dialect: dialects[dialect],
      typed,
      sentAtMs: typed.map(() => new Float64Array(edits)),
      onArrival: (latencyMs) => {
        this.#latency.add(latencyMs);
        this.#delivered += 1;
      },
    };
  }

  /** Edits are due evenly, those of different people one after the other. */
  async #type(span: {
    readonly startMs: number;
    readonly fromSeconds: number;
    readonly toSeconds: number;
  }): Promise<void> {
    const perSecond = this.#typists.length * this.#order.scenario.editsPerSecond;
    const last = Math.round(span.toSeconds * perSecond);
    for (let next = Math.round(span.fromSeconds * perSecond); next < last; ) {
      const nowMs = performance.now();
      for (let dueMs = span.startMs + (next / perSecond) * 1000; dueMs <= nowMs && next < last; ) {
        this.#typists[next % this.#typists.length]?.typeNext();
        this.#late.add(nowMs - dueMs);
        next += 1;
        dueMs = span.startMs + (next / perSecond) * 1000;
      }
      await pause(pauseMs);
    }
  }

  /** @returns whether everything reached everybody before the limit. */
  async #drain(): Promise<boolean> {
    const limitMs = performance.now() + drainLimitMs;
    while (performance.now() < limitMs) {
      if (this.#people.every((person) => person.hasEverything)) return true;
      await pause(pauseMs);
    }
    return false;
  }

  async #newcomersHaveEverything(): Promise<boolean> {
    for (const plan of this.#plans) if (!(await newcomerHasEverything(plan))) return false;
    return true;
  }

  #snapshot(): Snapshot {
    return {
      atMs: performance.now(),
      delivered: this.#delivered,
      serverSeconds: cpuSeconds(this.#order.serverPid),
      ownSeconds: cpuSeconds(process.pid),
    };
  }

  #result(run: {
    readonly before: Snapshot;
    readonly after: Snapshot;
    readonly complete: boolean;
  }): LoadResult {
    const { before, after } = run;
    const seconds = (after.atMs - before.atMs) / 1000;
    const delivered = after.delivered - before.delivered;
    const serverSeconds = after.serverSeconds - before.serverSeconds;
    return {
      delivered,
      cpuMicroseconds: (serverSeconds * 1e6) / delivered,
      complete: run.complete,
      latencyP50Ms: this.#latency.quantileMs(0.5),
      latencyP99Ms: this.#latency.quantileMs(0.99),
      peakMemoryMiB: peakMemoryMiB(this.#order.serverPid),
      serverBusy: serverSeconds / seconds,
      generatorBusy: (after.ownSeconds - before.ownSeconds) / seconds,
      lateP99Ms: this.#late.quantileMs(0.99),
    };
  }
}

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
console.log(JSON.stringify(await new Load(order).run()));
process.exit(0);
