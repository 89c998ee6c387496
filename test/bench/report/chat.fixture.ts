import type { LoadResult } from '../load/order.ts';
import type { Scenario } from '../scenario.ts';
import type { Report } from './report.ts';

const scenario: Scenario = {
  name: 'chat',
  title: '2 people talk',
  load: { kind: 'typing', rooms: 1, peoplePerRoom: 2, typistsPerRoom: 2, editsPerSecond: 1 },
  contenders: ['scriptorium', 'hocuspocus'],
  columns: [
    { key: 'cpu', title: 'CPU µs' },
    { key: 'latency', title: 'latency ms' },
  ],
  targets: [
    { column: 'cpu', atMost: 0.5, of: 'hocuspocus' },
    { column: 'cpu', atMost: 1, of: 'relay' },
    { column: 'latency', atMost: 5 },
  ],
  rounds: 3,
  seconds: 2,
  warmUpSeconds: 1,
  afterworkMs: 500,
  remark: 'They talk slowly.',
};

function result(cpu: number, latency: number, rest: Partial<LoadResult> = {}): LoadResult {
  return {
    figures: { cpu, latency },
    complete: true,
    serverBusy: 0.1,
    generatorBusy: 0.1,
    lateP99Ms: 1,
    ...rest,
  };
}

/** Three rounds, in the second of which the machine was half as fast. */
export const chat: Report = {
  scenario,
  machine: '2 cores, node v24',
  shares: [{ name: 'log', share: 0.254 }],
  measured: [
    {
      contender: { key: 'scriptorium', name: 'Scriptorium' },
      results: [result(4, 6), result(8, 12), result(4, 6)],
    },
    {
      contender: { key: 'hocuspocus', name: 'Hocuspocus 4' },
      results: [
        result(10, 1),
        result(20, 2, { complete: false }),
        result(16, 3, { serverBusy: 0.99, lateP99Ms: 80 }),
      ],
    },
  ],
};
