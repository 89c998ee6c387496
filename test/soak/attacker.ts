import type { Chance } from '../simulation/chance.ts';
import type { Place } from '../torture/client.ts';
import { Finding } from '../torture/finding.ts';
import { type AttackName, attackNames, attacks } from './attacks.ts';
import { rest } from './rest.ts';
import type { Schedule } from './schedule.ts';

export interface AttackerOptions {
  readonly place: Place;
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly oversizedBytes: number;
  readonly onAttack: (name: AttackName) => void;
  readonly onFinding: (finding: Finding) => void;
}

const pauseMsMax = 3000;

/** Somebody who means harm, one attack after the other, where honest people are. */
export class Attacker {
  readonly #options: AttackerOptions;

  constructor(options: AttackerOptions) {
    this.#options = options;
  }

  /** Until the signal. @param arrivalMs in which time all come for the first time */
  async live(signal: AbortSignal, arrivalMs: number): Promise<void> {
    const { chance } = this.#options;
    await rest(chance.below(arrivalMs), signal);
    while (!signal.aborted) {
      await rest(chance.below(pauseMsMax), signal);
      await this.#attack(chance.pick(attackNames), signal);
    }
  }

  async #attack(name: AttackName, signal: AbortSignal): Promise<void> {
    const { place, schedule, chance, oversizedBytes, onAttack, onFinding } = this.#options;
    const document = schedule.documentOf(schedule.roomFor(chance.next()), Date.now());
    onAttack(name);
    try {
      await attacks[name]({ place, document, chance, signal, oversizedBytes });
    } catch (error) {
      // That somebody hostile isn't let in is no finding, what comes through is.
      if (error instanceof Finding) onFinding(new Finding(`${name}: ${error.message}`));
    }
  }
}
