import { expect, test } from 'vitest';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { saveWords } from './saveStatus.ts';

type Connection = ProviderStatus['connection'];

const connections: Readonly<Record<string, Connection>> = {
  connecting: { state: 'connecting' },
  connected: { state: 'connected' },
  waiting: { state: 'waiting', retryAtMs: 1000 },
  refused: { state: 'refused', code: 4404, reason: 'deleted' },
};

test.each([
  { connection: 'connecting', synced: false, saved: true, words: 'Opening…' },
  { connection: 'connected', synced: false, saved: true, words: 'Opening…' },
  { connection: 'connected', synced: true, saved: true, words: 'Saved' },
  { connection: 'connected', synced: true, saved: false, words: 'Saving…' },
  { connection: 'waiting', synced: false, saved: true, words: 'No connection — trying again' },
  { connection: 'waiting', synced: true, saved: true, words: 'Offline — trying to reconnect' },
  { connection: 'waiting', synced: true, saved: false, words: 'Offline — changes kept in this tab' },
  { connection: 'connecting', synced: true, saved: false, words: 'Offline — changes kept in this tab' },
  { connection: 'refused', synced: true, saved: true, words: 'Closed' },
  { connection: 'refused', synced: true, saved: false, words: 'Closed — not everything is saved' },
])('when it is $connection, synced $synced, saved $saved it says "$words"', ({ words, ...facts }) => {
  const connection = connections[facts.connection] ?? { state: 'connecting' };
  expect(saveWords({ ...facts, connection }).words).toBe(words);
});

test('it never says "Saved" unless everything is saved and connected', () => {
  for (const connection of Object.values(connections)) {
    const claim = saveWords({ connection, synced: true, saved: false }).words;
    expect(claim.startsWith('Saved')).toBe(false);
    if (connection.state !== 'connected')
      expect(saveWords({ connection, synced: true, saved: true }).words.startsWith('Saved')).toBe(false);
  }
});
