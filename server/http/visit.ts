import type { Attendant, Connections } from '../connection/connections.ts';
import type { Doorkeeper } from '../connection/socketConnection.ts';
import type { Visitor } from '../limits/crowd.ts';
import { exceeded } from '../limits/limits.ts';
import type { CloseReason } from '../protocol/index.ts';

/** What all visits are to. */
export interface House {
  readonly connections: Connections;
  onSlowed(address: string): void;
  onRefused(reason: CloseReason, address: string): void;
}

/** Somebody's connection as it is counted: one object for all that is to be told of it. */
export class Visit implements Doorkeeper {
  readonly #house: House;
  readonly #visitor: Visitor;
  #attendant: Attendant | undefined;

  constructor(house: House, visitor: Visitor) {
    this.#house = house;
    this.#visitor = visitor;
  }

  attend(attendant: Attendant): void {
    this.#attendant = attendant;
    this.#house.connections.add(attendant);
  }

  onLetIn(user: string): CloseReason | undefined {
    const limit = this.#house.connections.crowd.letIn(this.#visitor, user);
    return limit && exceeded(limit);
  }

  onSlowed(): void {
    this.#house.onSlowed(this.#visitor.address);
  }

  onRefused(reason: CloseReason): void {
    this.#house.onRefused(reason, this.#visitor.address);
  }

  onGone(): void {
    const { connections } = this.#house;
    connections.crowd.leave(this.#visitor);
    if (this.#attendant !== undefined) connections.delete(this.#attendant);
  }
}
