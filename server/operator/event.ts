/** From the least to the most that an operator wants to know. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

interface EventMeaning {
  readonly level: Exclude<LogLevel, 'silent'>;
  /** What has happened, and what to do about it. */
  readonly meaning: string;
}

/** The closed table of what is told: a line's `event` is one of these names, which are never changed. */
export const events = {
  listening: {
    level: 'info',
    meaning: 'it serves; the address, the version and the directory are in the line',
  },
  stopping: {
    level: 'info',
    meaning: 'a signal has come: clients are sent away, and what they wrote is being saved',
  },
  stopped: { level: 'info', meaning: 'all is on disk, and the process ends' },
  stoppedAtOnce: { level: 'warn', meaning: 'a second signal has come: what was not on disk by then is lost' },
  unsaved: {
    level: 'error',
    meaning:
      'the time to stop is up, and something in this document is not on disk: clients that still have it bring it back',
  },
  problem: {
    level: 'error',
    meaning:
      'something failed: a disk, an authorisation, a document that can’t be read; `error` says why. Mend that',
  },
  savingWorks: { level: 'info', meaning: 'the disk takes writes again, and all that waited is on it' },
  limit: {
    level: 'warn',
    meaning: 'a client exceeded a limit and was slowed or sent away; raise the limit if the client is right',
  },
  refused: { level: 'debug', meaning: 'a client was turned away; `reason` is a close reason' },
} as const satisfies Readonly<Record<string, EventMeaning>>;

export type EventName = keyof typeof events;
