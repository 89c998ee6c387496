import { expect, test } from 'vitest';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { mustStay, saveWords } from './saveStatus.ts';

type Connection = ProviderStatus['connection'];

const connections: Readonly<Record<string, Connection>> = {
  connecting: { state: 'connecting' },
  connected: { state: 'connected' },
  waiting: { state: 'waiting', retryAtMs: 1000 },
  refused: { state: 'refused', code: 4404, reason: 'deleted' },
};

interface Case extends Partial<Omit<ProviderStatus, 'connection'>> {
  readonly connection: string;
  readonly words: string;
}

const usual: Omit<ProviderStatus, 'connection' | 'unsavedUpdates'> = {
  synced: true,
  sent: true,
  saved: true,
  access: undefined,
  savingBehind: false,
  device: { state: 'off' },
};
const kept = { state: 'kept' } as const;
const full = { state: 'failing', cause: 'full' } as const;

test.each<Case>([
  { connection: 'connecting', synced: false, saved: true, words: 'Opening…' },
  { connection: 'connected', synced: false, saved: true, words: 'Opening…' },
  { connection: 'connected', synced: true, saved: true, words: 'Saved' },
  { connection: 'connected', synced: true, sent: false, saved: false, words: 'Sending…' },
  { connection: 'connected', synced: true, saved: false, words: 'Sent, saving…' },
  { connection: 'waiting', synced: false, saved: true, words: 'No connection — trying again' },
  { connection: 'waiting', synced: true, saved: true, words: 'Offline — trying to reconnect' },
  { connection: 'waiting', synced: true, saved: false, words: 'Offline — changes kept in this tab' },
  { connection: 'connecting', synced: true, saved: false, words: 'Offline — changes kept in this tab' },
  { connection: 'connected', saved: false, access: 'write', words: 'Sent, saving…' },
  { connection: 'waiting', device: kept, words: 'Offline — you can go on writing' },
  { connection: 'waiting', saved: false, device: kept, words: 'Offline — kept on this device' },
  {
    connection: 'waiting',
    saved: false,
    device: { state: 'keeping' },
    words: 'Offline — keeping on this device…',
  },
  {
    connection: 'waiting',
    saved: false,
    device: full,
    words: 'Offline — changes only in this tab, and no copy on this device: its storage is full',
  },
  { connection: 'waiting', device: full, words: 'Offline — no copy on this device: its storage is full' },
  { connection: 'connected', device: full, words: 'Saved; no copy on this device: its storage is full' },
  {
    connection: 'connected',
    saved: false,
    savingBehind: true,
    device: kept,
    words: 'Not saved yet: the server’s disk refuses writes; kept on this device',
  },
  {
    connection: 'connected',
    saved: false,
    savingBehind: true,
    words: 'Not saved yet: the server’s disk refuses writes; keep this tab open',
  },
  {
    connection: 'connected',
    savingBehind: true,
    words: 'Saved until now; the server’s disk refuses writes',
  },
  { connection: 'connected', access: 'read', words: 'You can read this document' },
  { connection: 'connected', access: 'read', savingBehind: true, words: 'You can read this document' },
  {
    connection: 'connected',
    saved: false,
    access: 'read',
    words: 'Not saved: you may not write here any more; keep this tab open',
  },
  { connection: 'refused', synced: true, saved: true, words: 'Closed' },
  { connection: 'refused', synced: true, saved: false, words: 'Closed — not everything is saved' },
])('when it is $connection, synced $synced, saved $saved it says "$words"', ({ words, ...facts }) => {
  const connection = connections[facts.connection] ?? { state: 'connecting' };
  expect(saveWords({ ...usual, ...facts, connection }).words).toBe(words);
});

test('it never says "Saved" unless everything is saved and connected', () => {
  for (const connection of Object.values(connections)) {
    const claim = saveWords({ ...usual, connection, saved: false }).words;
    expect(claim.startsWith('Saved')).toBe(false);
    if (connection.state !== 'connected')
      expect(saveWords({ ...usual, connection }).words.startsWith('Saved')).toBe(false);
  }
});

test.each([
  { sent: true, saved: true, device: full, stay: false },
  { sent: true, saved: false, device: kept, stay: false },
  { sent: true, saved: false, device: full, stay: true },
  { sent: false, saved: false, device: kept, stay: true },
  { sent: false, saved: false, device: full, stay: true },
])(
  'leaving is asked about when something would be lost or is not sent: $sent, $saved, $device.state',
  ({ stay, ...facts }) => {
    expect(mustStay(facts)).toBe(stay);
  },
);
