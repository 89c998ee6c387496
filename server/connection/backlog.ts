import type { Limits } from '../limits/limits.ts';
import type { Message } from '../protocol/index.ts';

/** Counts what a client has sent before its documents were open: one for a socket, so that many documents hold no more than one. */
export class Backlog {
  readonly #limits: Pick<Limits, 'backlogMessages' | 'backlogBytes'>;
  #messages = 0;
  #bytes = 0;

  constructor(limits: Pick<Limits, 'backlogMessages' | 'backlogBytes'>) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @returns the limit that it went beyond, if any. */
  add(message: Message): 'backlogMessages' | 'backlogBytes' | undefined {
    this.#messages += 1;
    this.#bytes += bytesOf(message);
    if (this.#messages > this.#limits.backlogMessages) return 'backlogMessages';
    return this.#bytes > this.#limits.backlogBytes ? 'backlogBytes' : undefined;
  }

  remove(message: Message): void {
    this.#messages -= 1;
    this.#bytes -= bytesOf(message);
  }
}

function bytesOf(message: Message): number {
  switch (message.kind) {
    case 'syncStep1':
      return message.vector.length;
    case 'syncStep2':
    case 'update':
    case 'awareness':
      return message.update.length;
    case 'syncStatus':
      return message.payload.length;
    default:
      return 0;
  }
}
