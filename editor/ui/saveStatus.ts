/**
 * What the page says about saving and the connection. It says no more than is true: "Saved" is the server's word
 * that everything typed here is on its disk.
 */
import type { DeviceFailure } from '../collab/deviceStatus.ts';
import type { ProviderStatus } from '../collab/providerStatus.ts';

export interface SaveWords {
  readonly words: string;
  /** How it is drawn: at rest, under way, away from the server and nothing to worry about, needs attention. */
  readonly tone: 'rest' | 'work' | 'away' | 'alarm';
}

type Facts = Pick<
  ProviderStatus,
  'connection' | 'synced' | 'sent' | 'saved' | 'access' | 'savingBehind' | 'device'
>;

/** Why this device keeps no copy. */
const failures: Readonly<Record<DeviceFailure, string>> = {
  full: 'its storage is full',
  blocked: 'its storage does not answer',
  forbidden: 'this browser does not allow it',
  broken: 'its storage failed',
};

export function saveWords(facts: Facts): SaveWords {
  const { connection, synced, saved } = facts;
  switch (connection.state) {
    case 'refused':
      return { words: saved ? 'Closed' : 'Closed — not everything is saved', tone: 'alarm' };
    case 'connected':
      return synced ? hereWords(facts) : { words: 'Opening…', tone: 'work' };
    case 'connecting':
    case 'waiting':
      return synced ? awayWords(facts) : openingWords(connection.state);
  }
}

function openingWords(state: 'connecting' | 'waiting'): SaveWords {
  return state === 'connecting'
    ? { words: 'Opening…', tone: 'work' }
    : { words: 'No connection — trying again', tone: 'alarm' };
}

function hereWords({ sent, saved, access, savingBehind, device }: Facts): SaveWords {
  const mayWrite = access === undefined || access === 'write';
  const kept = device.state === 'kept' ? 'kept on this device' : 'keep this tab open';
  if (!mayWrite && !saved) return alarm(`Not saved: you may not write here any more; ${kept}`);
  if (!mayWrite) return { words: 'You can read this document', tone: 'rest' };
  if (savingBehind && !saved) return alarm(`Not saved yet: the server’s disk refuses writes; ${kept}`);
  if (savingBehind) return alarm('Saved until now; the server’s disk refuses writes');
  if (!saved) return { words: sent ? 'Sent, saving…' : 'Sending…', tone: 'work' };
  return {
    words: device.state === 'failing' ? `Saved; no copy on this device: ${failures[device.cause]}` : 'Saved',
    tone: 'rest',
  };
}

/** The document is here, and the server is not. */
function awayWords({ saved, device }: Facts): SaveWords {
  switch (device.state) {
    case 'kept':
      return {
        words: saved ? 'Offline — you can go on writing' : 'Offline — kept on this device',
        tone: 'away',
      };
    case 'keeping':
      return { words: 'Offline — keeping on this device…', tone: 'away' };
    case 'failing':
      return alarm(
        `Offline — ${saved ? '' : 'changes only in this tab, and '}no copy on this device: ${failures[device.cause]}`,
      );
    case 'off':
    case 'opening':
      return alarm(saved ? 'Offline — trying to reconnect' : 'Offline — changes kept in this tab');
  }
}

function alarm(words: string): SaveWords {
  return { words, tone: 'alarm' };
}

/** Whether something that was typed would be lost, or come to nobody until this document is opened again, when the page is left now. */
export function mustStay({ sent, saved, device }: Pick<Facts, 'sent' | 'saved' | 'device'>): boolean {
  return !saved && !(sent && device.state === 'kept');
}
