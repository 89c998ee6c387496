import type { Place } from '../torture/client.ts';
import type { AttackName } from './attacks.ts';
import type { Contribution, Failure } from './guest.ts';
import type { ScheduleOptions } from './schedule.ts';

/** What a crowd is told when it begins. */
export interface CrowdOrder {
  readonly place: Place;
  readonly schedule: ScheduleOptions;
  readonly seed: number;
  /** Which of the crowds it is, from 0. */
  readonly crowd: number;
  readonly providers: number;
  readonly bare: number;
  readonly attackers: number;
  readonly oversizedBytes: number;
  /** In which time all come for the first time. */
  readonly arrivalMs: number;
}

/** How often each thing was done. */
export interface CrowdTally {
  readonly attacks: Readonly<Partial<Record<AttackName, number>>>;
  readonly failures: Readonly<Partial<Record<Failure, number>>>;
  /** How late a crowd came to its work at most, in seconds: then a client is slow, and not the server. */
  readonly latestSeconds: number;
}

/** What a crowd tells. */
export type CrowdMessage =
  | { readonly kind: 'contribution'; readonly client: string; readonly contribution: Contribution }
  | { readonly kind: 'finding'; readonly text: string }
  | { readonly kind: 'gone'; readonly tally: CrowdTally };
