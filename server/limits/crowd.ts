import type { Limits } from './limits.ts';

type CrowdLimit = 'connections' | 'addressConnections' | 'waitingConnections';

/** Somebody who has a connection. */
export interface Visitor {
  readonly address: string;
  isLetIn: boolean;
}

const loopback = /^(?:127\.|::1$|::ffff:127\.|$)/;

/** How many there are, from where, and how many of them were not let in yet. */
export class Crowd {
  readonly #limits: Pick<Limits, CrowdLimit>;
  readonly #visitors = new Set<Visitor>();
  readonly #byAddress = new Map<string, number>();
  #waiting = 0;

  constructor(limits: Pick<Limits, CrowdLimit>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#visitors.size;
  }

  /** How many were not let in yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many the address has that has most. */
  get fullest(): number {
    return Math.max(0, ...this.#byAddress.values());
  }

  /** @returns the visitor, or the limit that one more would go beyond. */
  enter(address: string): Visitor | CrowdLimit {
    const limit = this.#limitFor(address);
    if (limit !== undefined) return limit;
    const visitor: Visitor = { address, isLetIn: false };
    this.#visitors.add(visitor);
    this.#waiting += 1;
    if (!loopback.test(address)) this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    return visitor;
  }

  letIn(visitor: Visitor): void {
    if (visitor.isLetIn || !this.#visitors.has(visitor)) return;
    visitor.isLetIn = true;
    this.#waiting -= 1;
  }

  leave(visitor: Visitor): void {
    if (!this.#visitors.delete(visitor)) return;
    if (!visitor.isLetIn) this.#waiting -= 1;
    const others = (this.#byAddress.get(visitor.address) ?? 0) - 1;
    if (others > 0) this.#byAddress.set(visitor.address, others);
    else this.#byAddress.delete(visitor.address);
  }

  #limitFor(address: string): CrowdLimit | undefined {
    const { connections, addressConnections, waitingConnections } = this.#limits;
    if (this.#visitors.size >= connections) return 'connections';
    if (this.#waiting >= waitingConnections) return 'waitingConnections';
    const isFull = addressConnections > 0 && (this.#byAddress.get(address) ?? 0) >= addressConnections;
    return isFull ? 'addressConnections' : undefined;
  }
}
