import { Chance } from '../simulation/chance.ts';

/** What happens to the server while everybody types. */
export type Blow =
  /** SIGKILL. */
  | 'kill'
  /** SIGKILL, and again while the clients come back. */
  | 'kill twice'
  /** SIGTERM: it drains, and its exit code says that nothing is lost. */
  | 'stop'
  /** Everybody's network is cut, the server lives on without a document in memory. */
  | 'unload';

/** What chance decides about a round. How far clients and server come in these times is up to the machine. */
export interface RoundPlan {
  readonly blow: Blow;
  /** From the first token to the blow. */
  readonly typingMs: number;
  /** From the moment the server listens again to the second SIGKILL. */
  readonly returningMs: number;
  /** How long somebody thinks before a token, at most. */
  readonly pauseMsMax: number;
  /** How long the server keeps a document that nobody has open. */
  readonly idleSeconds: number;
}

const idleSecondsOrdinary = 30;

/** The first four rounds bring each blow once, so that even a short run has them all. */
const first: readonly Blow[] = ['kill', 'kill twice', 'unload', 'stop'];
const blows: readonly { readonly choice: Blow; readonly weight: number }[] = [
  { choice: 'kill', weight: 10 },
  { choice: 'kill twice', weight: 5 },
  { choice: 'unload', weight: 3 },
  { choice: 'stop', weight: 2 },
];

export function planRound(seed: number, round: number): RoundPlan {
  const chance = new Chance('torture', seed, round);
  const blow = first[round] ?? chance.pickWeighted(blows);
  return {
    blow,
    typingMs: chance.between(5, 400),
    returningMs: chance.between(0, 400),
    pauseMsMax: chance.pick([10, 40, 120]),
    idleSeconds: blow === 'unload' ? 0 : idleSecondsOrdinary,
  };
}
