import { Counter, Gauge, type Histogram, type Registry } from 'prom-client';
import { type Latency, latencyBoundsMs } from '../room/latency.ts';

/** A value, and the labels that tell it from others of its metric. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Description {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** Metrics that are read from plain numbers when somebody asks, so that nothing is done for them in between. */
export class Instruments {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  gauge(description: Description, read: () => readonly Sample[]): void {
    new Gauge({
      ...description,
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels = {}, value } of read()) this.set(labels, value);
      },
    });
  }

  /** @param read gives what was counted since the start */
  counter(description: Description, read: () => readonly Sample[]): void {
    new Counter({
      ...description,
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels = {}, value } of read()) this.inc(labels, value);
      },
    });
  }

  /** prom-client's own histogram can't be given counts: this is what a registry asks of one. */
  histogram({ name, help }: Description, latency: Latency): void {
    const get = () =>
      Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values: bucketsOf(name, latency) });
    this.#registry.registerMetric({ name, get } as unknown as Histogram);
  }
}

interface BucketValue {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** In seconds and cumulative, as Prometheus has it. */
function bucketsOf(name: string, { counts, sumMs }: Latency): readonly BucketValue[] {
  let total = 0;
  const buckets = [...counts].map((count, index) => {
    total += count;
    const boundMs = latencyBoundsMs[index];
    const le = boundMs === undefined ? '+Inf' : boundMs / 1000;
    return { metricName: `${name}_bucket`, labels: { le }, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, value: sumMs / 1000 },
    { metricName: `${name}_count`, labels: {}, value: total },
  ];
}
