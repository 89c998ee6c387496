import type { ContenderKey } from './contenders/contender.ts';
import type { Column, Scenario } from './scenario.ts';

const everybody: readonly ContenderKey[] = ['scriptorium', 'relay', 'y-websocket', 'hocuspocus'];
const everybodyTyping: readonly ContenderKey[] = [
  'scriptorium',
  'relay',
  'gathering-relay',
  'y-websocket',
  'hocuspocus',
];
const withDocuments: readonly ContenderKey[] = ['scriptorium', 'y-websocket', 'hocuspocus'];

const afterCollection =
  'More than the same server with nobody connected; in every server a full collection comes before each look.';

/** As everywhere, unless it has to be quick. */
const usual = { warmUpSeconds: 2, afterworkMs: 3_000 } as const;

/**
 * For what goes on for hours in a real server: V8 goes on compiling for half a minute at these paces, in threads of its own, which would
 * be a third of what is measured at first, and a tenth after 15 s.
 */
const lasting = { ...usual, warmUpSeconds: 30 } as const;

const typingColumns: readonly [Column, ...Column[]] = [
  { key: 'cpuMicroseconds', title: 'CPU µs for each delivered edit' },
  { key: 'latencyP50Ms', title: 'latency p50 ms' },
  { key: 'latencyP99Ms', title: 'latency p99 ms' },
  { key: 'peakMiB', title: 'peak MiB' },
];

const typing: readonly Scenario[] = [
  {
    name: 'crowd',
    title: '1 room, 50 people typing 40/s each',
    load: { kind: 'typing', rooms: 1, peoplePerRoom: 50, typistsPerRoom: 50, editsPerSecond: 40 },
    contenders: everybodyTyping,
    columns: typingColumns,
    targets: [
      { column: 'cpuMicroseconds', atMost: 0.35, of: 'hocuspocus' },
      { column: 'latencyP50Ms', atMost: 10 },
      { column: 'latencyP99Ms', atMost: 25 },
    ],
    rounds: 4,
    seconds: 6,
    ...lasting,
    remark: 'An edit counts once for each other person whom it reached, however many came in one message.',
  },
  {
    name: 'groups',
    title: '200 rooms of 4 people, 5/s each',
    load: { kind: 'typing', rooms: 200, peoplePerRoom: 4, typistsPerRoom: 4, editsPerSecond: 5 },
    contenders: everybodyTyping,
    columns: typingColumns,
    targets: [{ column: 'cpuMicroseconds', atMost: 0.5, of: 'hocuspocus' }],
    rounds: 4,
    seconds: 6,
    hasShares: true,
    ...lasting,
    remark:
      'Scriptorium writes with fsync; y-leveldb and SQLite as they do by themselves; the relay has no disk.',
  },
  {
    name: 'audience',
    title: '1 room, 300 people, 20 of them typing 5/s',
    load: { kind: 'typing', rooms: 1, peoplePerRoom: 300, typistsPerRoom: 20, editsPerSecond: 5 },
    contenders: everybody,
    columns: typingColumns,
    targets: [
      { column: 'cpuMicroseconds', atMost: 0.65, of: 'hocuspocus' },
      { column: 'cpuMicroseconds', atMost: 1.1, of: 'relay' },
    ],
    rounds: 4,
    seconds: 6,
    ...lasting,
    remark: 'An edit counts once for each other person whom it reached, however many came in one message.',
  },
];

const presence: Scenario = {
  name: 'presence',
  title: '1 room, 500 people who move their cursors once a second',
  load: { kind: 'presence', people: 500, changesPerSecond: 1 },
  contenders: everybody,
  columns: [
    { key: 'cpuMicroseconds', title: 'CPU µs for each delivered change' },
    { key: 'deliveredShare', title: 'delivered share' },
    { key: 'latencyP50Ms', title: 'latency p50 ms' },
    { key: 'latencyP99Ms', title: 'latency p99 ms' },
  ],
  targets: [{ column: 'cpuMicroseconds', atMost: 0.25, of: 'hocuspocus' }],
  rounds: 3,
  seconds: 5,
  ...usual,
  remark:
    'A change counts once for each other person whom it reached; one that a later change of the same person replaced on the way does not count.',
};

const documents: readonly Scenario[] = [
  {
    name: 'documents',
    title: '100 documents of 260,000 keystrokes are open',
    load: { kind: 'holding', documents: 100 },
    quickLoad: { kind: 'holding', documents: 20 },
    contenders: withDocuments,
    columns: [
      { key: 'residentMiB', title: 'resident MiB for each document' },
      { key: 'heldMiB', title: 'heap and buffers MiB' },
      { key: 'documentBytes', title: 'bytes' },
    ],
    targets: [{ column: 'residentMiB', atMost: 0.15, of: 'hocuspocus' }],
    rounds: 2,
    seconds: 0,
    probe: 'memory',
    ...usual,
    remark: afterCollection,
  },
  {
    name: 'take',
    title: 'a document of 260,000 keystrokes is brought by a client',
    load: { kind: 'taking', documents: 10 },
    quickLoad: { kind: 'taking', documents: 4 },
    contenders: withDocuments,
    columns: [
      { key: 'cpuMs', title: 'CPU ms for each document' },
      { key: 'documentBytes', title: 'bytes' },
    ],
    targets: [{ column: 'cpuMs', atMost: 0.25, of: 'hocuspocus' }],
    rounds: 3,
    seconds: 0,
    ...usual,
    remark: 'Until the server is quiet again: storing and whatever else it puts off included.',
  },
  {
    name: 'join',
    title: 'such a document is open, and 200 clients with nothing join at once',
    load: { kind: 'joining', clients: 200, waves: 3, lacking: 'everything' },
    quickLoad: { kind: 'joining', clients: 50, waves: 2, lacking: 'everything' },
    contenders: everybody,
    columns: [
      { key: 'cpuMs', title: 'CPU ms for each client' },
      { key: 'lastServedMs', title: 'last one served, ms' },
    ],
    targets: [
      { column: 'cpuMs', atMost: 0.1, of: 'hocuspocus' },
      { column: 'lastServedMs', atMost: 2, of: 'relay' },
    ],
    rounds: 3,
    seconds: 0,
    ...usual,
    remark:
      'Connecting included. Somebody types before each wave, so that no answer is left from the one before.',
  },
  {
    name: 'rejoin',
    title: 'such a document is open, and 200 clients come back that lack its last edits',
    load: { kind: 'joining', clients: 200, waves: 3, lacking: 'the last edits' },
    quickLoad: { kind: 'joining', clients: 50, waves: 2, lacking: 'the last edits' },
    contenders: withDocuments,
    columns: [
      { key: 'cpuMs', title: 'CPU ms for each client' },
      { key: 'lastServedMs', title: 'last one served, ms' },
    ],
    targets: [{ column: 'cpuMs', atMost: 0.3, of: 'hocuspocus' }],
    rounds: 3,
    seconds: 0,
    ...usual,
    remark:
      'They lack the last 2 to 20 edits, in ten equal groups, and answer with all deletions, as Yjs does.',
  },
];

const idle: Scenario = {
  name: 'idle',
  title: '10,000 idle connections in 1,000 rooms',
  load: { kind: 'idling', rooms: 1000, connections: 10_000 },
  quickLoad: { kind: 'idling', rooms: 100, connections: 1000 },
  contenders: everybody,
  columns: [
    { key: 'residentKiB', title: 'resident KiB for each connection' },
    { key: 'heldKiB', title: 'heap and buffers KiB' },
    { key: 'connectMs', title: 'CPU ms to connect' },
  ],
  targets: [{ column: 'residentKiB', atMost: 12 }],
  rounds: 2,
  seconds: 0,
  probe: 'memory',
  ...usual,
  remark: afterCollection,
};

const stalled: Scenario = {
  name: 'stalled',
  title: '8 clients stop reading while 50 people type 10/s each for a minute, and move their cursors',
  load: { kind: 'stalling', people: 50, stalled: 8, editsPerSecond: 10 },
  contenders: withDocuments,
  columns: [
    { key: 'heldDocuments', title: 'held for each, in documents' },
    { key: 'documentMiB', title: 'document MiB' },
    { key: 'growthMiB', title: 'peak growth MiB' },
    { key: 'stayedShare', title: 'stayed connected' },
    { key: 'convergedMs', title: 'has everything, ms after reading on' },
  ],
  targets: [{ column: 'heldDocuments', atMost: 1 }],
  rounds: 1,
  seconds: 60,
  probe: 'memory',
  ...usual,
  remark:
    'Held is what full collections left before the clients read on, less what they left when these had everything. Who is sent away comes back with what it has.',
};

const stores: readonly Scenario[] = [
  {
    name: 'cold',
    title: 'a document of 260,000 log entries is opened by a server that has just started',
    load: { kind: 'opening' },
    contenders: ['scriptorium', 'y-websocket'],
    columns: [
      { key: 'cpuMs', title: 'CPU ms until the client has it' },
      { key: 'syncedMs', title: 'ms' },
      { key: 'afterwardsMs', title: 'CPU ms afterwards' },
      { key: 'againCpuMs', title: 'CPU ms the next time' },
    ],
    targets: [{ column: 'cpuMs', atMost: 0.2, of: 'y-websocket' }],
    rounds: 2,
    seconds: 0,
    ...usual,
    remark:
      'From the entries alone, without a checkpoint; and once more after a restart. The files are in the cache.',
  },
  {
    name: 'store',
    title: '100,000 documents in the store, against ten',
    load: { kind: 'listing', documents: 100_000 },
    quickLoad: { kind: 'listing', documents: 5000 },
    contenders: ['scriptorium'],
    columns: [
      { key: 'startMs', title: 'started ms' },
      { key: 'startTimes', title: 'times as with ten' },
      { key: 'residentMiB', title: 'resident MiB' },
      { key: 'residentTimes', title: 'times as with ten' },
      { key: 'pageMs', title: 'a page of the list ms' },
      { key: 'pageTimes', title: 'times as with ten' },
    ],
    targets: [
      { column: 'startTimes', atMost: 1.2 },
      { column: 'residentTimes', atMost: 1.2 },
    ],
    rounds: 3,
    seconds: 0,
    probe: 'memory',
    ...usual,
    remark: 'As with ten means at most a fifth more.',
  },
];

export const scenarios: readonly Scenario[] = [...typing, presence, ...documents, idle, stalled, ...stores];
