import type { Message } from '../protocol/index.ts';

const messagesMax = 1000;
const bytesMax = 5 * 1024 * 1024;

/** Counts what a client has sent before its documents were open: one for a socket, so that many documents hold no more than one. */
export class Backlog {
  #messages = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** @returns whether there was room for it. */
  add(message: Message): boolean {
    this.#messages += 1;
    this.#bytes += bytesOf(message);
    return this.#messages <= messagesMax && this.#bytes <= bytesMax;
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
