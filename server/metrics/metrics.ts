import { Registry } from 'prom-client';
import type { Connections } from '../connection/connections.ts';
import type { Requests } from '../http/requests.ts';
import type { Limits } from '../limits/limits.ts';
import type { Refusals } from '../limits/refusals.ts';
import type { Rooms } from '../room/rooms.ts';
import { describeClients } from './clientMetrics.ts';
import type { DocumentCount } from './documentCount.ts';
import { describeDocuments } from './documentMetrics.ts';
import { Instruments } from './instrument.ts';
import { describeLimits } from './limitMetrics.ts';
import { LoopDelay } from './loopDelay.ts';
import { describeProcess } from './processMetrics.ts';

/** Where the numbers stand. */
export interface MetricsSources {
  readonly rooms: Rooms;
  readonly connections: Connections;
  readonly refusals: Refusals;
  readonly requests: Requests;
  readonly documentCount: DocumentCount;
  readonly limits: Limits;
}

/** What a server tells Prometheus: read from plain numbers when it asks. Each server has its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #loopDelay = new LoopDelay();

  constructor(sources: MetricsSources) {
    const instruments = new Instruments(this.#registry);
    describeClients(instruments, sources);
    describeDocuments(instruments, sources);
    describeLimits(instruments, sources);
    describeProcess(instruments, this.#loopDelay);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  stop(): void {
    this.#loopDelay.stop();
  }
}
