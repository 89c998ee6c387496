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

type Facts = Pick<ProviderStatus, 'connection' | 'synced' | 'saved' | 'access' | 'savingBehind'>;

export function saveWords(facts: Facts): SaveWords {
  const { connection, synced, saved } = facts;
  switch (connection.state) {
    case 'refused':
      return { words: saved ? 'Closed' : 'Closed — not everything is saved', tone: 'alarm' };
    case 'connected':
      return synced ? hereWords(facts) : { words: 'Opening…', tone: 'work' };
    case 'connecting':
    case 'waiting':
      return awayWords({ synced, saved }, connection.state);
  }
}

function hereWords({ saved, access, savingBehind }: Facts): SaveWords {
  const mayWrite = access === undefined || access === 'write';
  if (!mayWrite && !saved)
    return { words: 'Not saved: you may not write here any more; keep this tab open', tone: 'alarm' };
  if (!mayWrite) return { words: 'You can read this document', tone: 'rest' };
  if (savingBehind && !saved) {
    return {
      words: 'Not saved yet: the server’s disk refuses writes; keep this tab open',
      tone: 'alarm',
    };
  }
  if (savingBehind) return { words: 'Saved until now; the server’s disk refuses writes', tone: 'alarm' };
  return saved ? { words: 'Saved', tone: 'rest' } : { words: 'Saving…', tone: 'work' };
}

function awayWords(
  { synced, saved }: Pick<Facts, 'synced' | 'saved'>,
  state: 'connecting' | 'waiting',
): SaveWords {
  if (!synced) {
    return state === 'connecting'
      ? { words: 'Opening…', tone: 'work' }
      : { words: 'No connection — trying again', tone: 'alarm' };
  }
  return saved
    ? { words: 'Offline — trying to reconnect', tone: 'alarm' }
    : { words: 'Offline — changes kept in this tab', tone: 'alarm' };
}
