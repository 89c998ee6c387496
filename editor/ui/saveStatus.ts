/**
 * What the page says about saving and the connection. It says no more than is true: "Saved" is the server's word
 * that everything typed here is on its disk.
 */
import type { ProviderStatus } from '../collab/providerStatus.ts';

export interface SaveWords {
  readonly words: string;
  /** How it is drawn: at rest, under way, needs attention. */
  readonly tone: 'rest' | 'work' | 'alarm';
}

type Facts = Pick<ProviderStatus, 'connection' | 'synced' | 'saved'>;

export function saveWords({ connection, synced, saved }: Facts): SaveWords {
  switch (connection.state) {
    case 'refused':
      return { words: saved ? 'Closed' : 'Closed — not everything is saved', tone: 'alarm' };
    case 'connected':
      if (!synced) return { words: 'Opening…', tone: 'work' };
      return saved ? { words: 'Saved', tone: 'rest' } : { words: 'Saving…', tone: 'work' };
    case 'connecting':
    case 'waiting':
      return awayWords({ synced, saved }, connection.state);
  }
}

function awayWords({ synced, saved }: Omit<Facts, 'connection'>, state: 'connecting' | 'waiting'): SaveWords {
  if (!synced) {
    return state === 'connecting'
      ? { words: 'Opening…', tone: 'work' }
      : { words: 'No connection — trying again', tone: 'alarm' };
  }
  return saved
    ? { words: 'Offline — trying to reconnect', tone: 'alarm' }
    : { words: 'Offline — changes kept in this tab', tone: 'alarm' };
}
