import type { Connections } from '../connection/connections.ts';
import type { Rooms } from '../room/rooms.ts';
import type { DocumentCount } from './documentCount.ts';
import type { Instruments, Sample } from './instrument.ts';

export interface DocumentSources {
  readonly rooms: Rooms;
  readonly connections: Connections;
  readonly documentCount: DocumentCount;
}

/** Documents, the updates to them, and what of it waits. */
export function describeDocuments(instruments: Instruments, sources: DocumentSources): void {
  const { rooms, documentCount } = sources;
  instruments.gauge(
    {
      name: 'scriptorium_documents',
      help: 'Documents that are open, and those that are stored and sleep, as of a count that is at most ten minutes old',
      labelNames: ['state'],
    },
    () => documents(rooms.size, documentCount.peek()),
  );
  instruments.gauge(
    { name: 'scriptorium_documents_behind', help: 'Documents whose last write to the disk failed' },
    () => [{ value: rooms.load.behind.size }],
  );
  instruments.counter(
    { name: 'scriptorium_failed_writes_total', help: 'Writes that the disk refused' },
    () => [{ value: rooms.load.failures }],
  );
  describeUpdates(instruments, rooms);
  describeQueues(instruments, sources);
}

function documents(open: number, stored: number | undefined): readonly Sample[] {
  const samples = [{ labels: { state: 'open' }, value: open }];
  if (stored !== undefined)
    samples.push({ labels: { state: 'sleeping' }, value: Math.max(stored - open, 0) });
  return samples;
}

function describeUpdates(instruments: Instruments, { tally }: Rooms): void {
  instruments.counter(
    {
      name: 'scriptorium_updates_total',
      help: 'Updates from clients, by what became of them',
      labelNames: ['outcome'],
    },
    () => Object.entries(tally.updates).map(([outcome, value]) => ({ labels: { outcome }, value })),
  );
  instruments.counter(
    { name: 'scriptorium_update_bytes_total', help: 'Bytes of updates from clients' },
    () => [{ value: tally.updateBytes }],
  );
  instruments.counter(
    { name: 'scriptorium_updates_delivered_total', help: 'Updates of others that were given to clients' },
    () => [{ value: tally.delivered }],
  );
  instruments.histogram(
    { name: 'scriptorium_window_seconds', help: 'From taking an update to giving it to the others' },
    tally.windows,
  );
  instruments.histogram(
    { name: 'scriptorium_commit_seconds', help: 'From taking an update to its being on disk' },
    tally.commits,
  );
}

function describeQueues(instruments: Instruments, { rooms, connections }: DocumentSources): void {
  instruments.gauge(
    { name: 'scriptorium_queue_bytes', help: 'Bytes that wait, by what for', labelNames: ['queue'] },
    () => [
      { labels: { queue: 'sockets' }, value: connections.fill('bufferedBytes').bytes },
      { labels: { queue: 'backlog' }, value: connections.fill('backlogBytes').bytes },
      { labels: { queue: 'held' }, value: rooms.held.bytes },
      { labels: { queue: 'unsaved' }, value: rooms.load.bytes },
    ],
  );
}
