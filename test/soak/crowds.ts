import type { Place } from '../torture/client.ts';
import { Crowd } from './crowd.ts';
import type { CrowdOrder, CrowdTally } from './crowdMessage.ts';
import type { Findings } from './findings.ts';
import type { Oracle } from './oracle.ts';
import { oversizedBytes } from './watchedServer.ts';

export interface People {
  /** Honest, with real clients. */
  readonly providers: number;
  /** Honest, with a socket and a dialect. */
  readonly bare: number;
  readonly hostile: number;
}

export interface CrowdsOptions {
  readonly place: Place;
  readonly people: People;
  readonly minutes: number;
  readonly seed: number;
  readonly oracle: Oracle;
  readonly findings: Findings;
}

const hostileShare = 0.1;
const providerShare = 0.06;
/** Of the time; the rest of what is not measured is for what fills when all are there. */
const arrivalShare = 0.04;
const peoplePerProcess = 250;
const peoplePerRoom = 6;
const documentMsMax = 240_000;

/** Who so many clients are. */
export function peopleOf(clients: number): People {
  const hostile = Math.round(clients * hostileShare);
  const providers = Math.round(clients * providerShare);
  return { providers, bare: clients - hostile - providers, hostile };
}

/** Everybody, in as many processes as it takes. */
export class Crowds {
  readonly #options: CrowdsOptions;
  readonly #crowds: readonly Crowd[];
  readonly #visits = new Map<string, number>();

  constructor(options: CrowdsOptions) {
    this.#options = options;
    this.#crowds = this.#orders().map((order) => this.#open(order));
  }

  /** How often honest people came and went, by client. */
  get visits(): ReadonlyMap<string, number> {
    return this.#visits;
  }

  /** All leave, told that what they wrote is saved. Resolves when they have gone. */
  async leave(): Promise<CrowdTally> {
    return merged(await Promise.all(this.#crowds.map((crowd) => crowd.leave())));
  }

  kill(): void {
    for (const crowd of this.#crowds) crowd.kill();
  }

  #open(order: CrowdOrder): Crowd {
    const { oracle, findings } = this.#options;
    return new Crowd({
      order,
      onContribution: (contribution, client) => {
        oracle.add(contribution);
        this.#visits.set(client, (this.#visits.get(client) ?? 0) + 1);
      },
      onFinding: findings.add,
    });
  }

  #orders(): readonly CrowdOrder[] {
    const { place, people, minutes, seed } = this.#options;
    const total = people.providers + people.bare + people.hostile;
    const count = Math.ceil(total / peoplePerProcess);
    const schedule = {
      rooms: Math.ceil(total / peoplePerRoom),
      documentMs: Math.min(documentMsMax, (minutes * 60_000) / 4),
      startMs: Date.now(),
    };
    const { webSocketUrl, httpUrl } = place;
    return Array.from({ length: count }, (_, crowd) => {
      const share = (all: number) =>
        Math.floor(((crowd + 1) * all) / count) - Math.floor((crowd * all) / count);
      return {
        place: { webSocketUrl, httpUrl },
        schedule,
        seed,
        crowd,
        providers: share(people.providers),
        bare: share(people.bare),
        attackers: share(people.hostile),
        oversizedBytes,
        arrivalMs: minutes * 60_000 * arrivalShare,
      };
    });
  }
}

type Counts = Readonly<Record<string, number>>;

function merged(tallies: readonly CrowdTally[]): CrowdTally {
  return {
    attacks: sumOf(tallies.map(({ attacks }) => attacks)),
    failures: sumOf(tallies.map(({ failures }) => failures)),
    latestSeconds: Math.max(...tallies.map(({ latestSeconds }) => latestSeconds)),
  };
}

function sumOf(all: readonly Counts[]): Counts {
  const sums: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts)))
    sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
