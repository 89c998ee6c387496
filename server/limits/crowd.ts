import type { Limits } from './limits.ts';

type DoorLimit = 'connections' | 'addressConnections' | 'waitingConnections';
type CrowdLimits = Pick<Limits, DoorLimit | 'userConnections'>;

/** Somebody who has a connection. */
export interface Visitor {
  readonly address: string;
  isLetIn: boolean;
  /** Who was signed in over it; several, if it is for many documents. */
  users: readonly string[];
}

const nobody: readonly string[] = [];

const loopback = /^(?:127\.|::1$|::ffff:127\.|$)/;

/** How many there are, from where, whose they are, and how many of them were not let in yet. */
export class Crowd {
  readonly #limits: CrowdLimits;
  readonly #visitors = new Set<Visitor>();
  readonly #byAddress = new Map<string, number>();
  readonly #byUser = new Map<string, number>();
  #waiting = 0;

  constructor(limits: CrowdLimits) {
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

  /** How many the user has who has most. */
  get mostOfOneUser(): number {
    return Math.max(0, ...this.#byUser.values());
  }

  /** @returns the visitor, or the limit that one more would go beyond. */
  enter(address: string): Visitor | DoorLimit {
    const limit = this.#limitFor(address);
    if (limit !== undefined) return limit;
    const visitor: Visitor = { address, isLetIn: false, users: nobody };
    this.#visitors.add(visitor);
    this.#waiting += 1;
    if (!loopback.test(address)) addOne(this.#byAddress, address);
    return visitor;
  }

  /** @param user who is signed in; empty for nobody @returns the limit that this would go beyond; then it is as before. */
  letIn(visitor: Visitor, user: string): 'userConnections' | undefined {
    if (!this.#visitors.has(visitor)) return undefined;
    if (user !== '' && !visitor.users.includes(user)) {
      if (this.#hasEnough(user)) return 'userConnections';
      visitor.users = [...visitor.users, user];
      addOne(this.#byUser, user);
    }
    if (!visitor.isLetIn) this.#waiting -= 1;
    visitor.isLetIn = true;
    return undefined;
  }

  leave(visitor: Visitor): void {
    if (!this.#visitors.delete(visitor)) return;
    if (!visitor.isLetIn) this.#waiting -= 1;
    takeOne(this.#byAddress, visitor.address);
    for (const user of visitor.users) takeOne(this.#byUser, user);
  }

  #hasEnough(user: string): boolean {
    const { userConnections } = this.#limits;
    return userConnections > 0 && (this.#byUser.get(user) ?? 0) >= userConnections;
  }

  #limitFor(address: string): DoorLimit | undefined {
    const { connections, addressConnections, waitingConnections } = this.#limits;
    if (this.#visitors.size >= connections) return 'connections';
    if (this.#waiting >= waitingConnections) return 'waitingConnections';
    const isFull = addressConnections > 0 && (this.#byAddress.get(address) ?? 0) >= addressConnections;
    return isFull ? 'addressConnections' : undefined;
  }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function takeOne(counts: Map<string, number>, key: string): void {
  const others = (counts.get(key) ?? 0) - 1;
  if (others > 0) counts.set(key, others);
  else counts.delete(key);
}
