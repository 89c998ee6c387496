import { absentState, decodeAwareness, decodeText, encodeAwareness } from '@scriptorium/server/protocol';
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';

/**
 * Who is here, to and from the server. Only one's own presence is told: the server hears of others from themselves, and
 * tabs of one browser from each other through it.
 */
export class Presence {
  readonly #awareness: Awareness;
  readonly #send: (update: Uint8Array) => void;

  constructor(awareness: Awareness, send: (update: Uint8Array) => void) {
    this.#awareness = awareness;
    this.#send = send;
    awareness.on('update', this.#onUpdate);
  }

  /** Tells of oneself with a clock that the others haven't seen, so that they take notice of somebody who was away. */
  announce(): void {
    this.#awareness.setLocalState(this.#awareness.getLocalState());
  }

  /** Tells of oneself as things are. */
  tell(): void {
    const { clientID, meta } = this.#awareness;
    if (meta.has(clientID)) this.#send(encodeAwarenessUpdate(this.#awareness, [clientID]));
  }

  /** Tells the others that nobody is looking. Here nothing changes, since a page may come back. */
  leave(): void {
    const { clientID, meta } = this.#awareness;
    const clock = meta.get(clientID)?.clock;
    if (clock !== undefined) this.#send(encodeAwareness([{ clientId: clientID, clock, state: absentState }]));
  }

  /** @param origin of the changes, for who listens to the awareness */
  receive(update: Uint8Array, origin: unknown): void {
    // The server passes on what it doesn't look into; what one person sends wrong must not hide the others.
    const readable = decodeAwareness(update).filter(({ state }) => isJson(state));
    applyAwarenessUpdate(this.#awareness, encodeAwareness(readable), origin);
  }

  /** The server is away, and with it everybody else. */
  forgetOthers(origin: unknown): void {
    const others = [...this.#awareness.getStates().keys()].filter((id) => id !== this.#awareness.clientID);
    removeAwarenessStates(this.#awareness, others, origin);
    // Their clocks go, too: who has not moved meanwhile comes back with the same one, and would be taken for known (S14).
    for (const id of others) this.#awareness.meta.delete(id);
  }

  destroy(): void {
    this.#awareness.off('update', this.#onUpdate);
  }

  readonly #onUpdate = ({ added, updated, removed }: Record<string, readonly number[]>): void => {
    const { clientID } = this.#awareness;
    if ([added, updated, removed].some((ids) => ids?.includes(clientID))) this.tell();
  };
}

function isJson(state: Uint8Array): boolean {
  try {
    JSON.parse(decodeText(state));
    return true;
  } catch {
    return false;
  }
}
