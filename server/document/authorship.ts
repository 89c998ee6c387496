import type { IdRange } from './scan.ts';

/** From this clock on, the client's ids were brought by this user; undefined where that is not known any more. */
interface Run {
  readonly from: number;
  readonly user: string | undefined;
}

/** As it is stored: users by their place, -1 for one that is not known; per client, runs as pairs of a clock and a user. */
interface Stored {
  readonly users: readonly string[];
  readonly clients: readonly (readonly [client: number, pairs: readonly number[]])[];
  readonly isFull: boolean;
}

/**
 * A client id has one run, unless somebody else brings what it wrote. Beyond this many, what comes is by nobody known rather than by
 * somebody wrong.
 */
const runsMaxUsual = 100_000;

/**
 * Who brought which ids of a document. A Yjs client id is whatever a client says, and tabs and peers bring each other's edits; so the
 * user of an id is whoever was signed in on the connection that brought it first, whatever client it names. A client id is bound to
 * who first wrote with it: what others bring under it is theirs, and never shown as its owner's.
 */
export class Authorship {
  readonly #runs = new Map<number, Run[]>();
  readonly #runsMax: number;
  #count = 0;
  #isFull = false;

  /** @param runsMax how many changes of users are remembered */
  constructor(runsMax: number = runsMaxUsual) {
    this.#runsMax = runsMax;
  }

  /** @param brought what the document lacked, each range from where the document ended for its client */
  note(brought: readonly IdRange[], user: string): void {
    if (user === '' && this.#runs.size === 0) return;
    for (const { client, from } of brought) this.#note(client, { from, user });
  }

  /** The user who brought this id; empty where nobody was signed in, undefined where it is not known any more. */
  userOf(client: number, clock: number): string | undefined {
    const runs = this.#runs.get(client);
    if (runs === undefined) return this.#isFull ? undefined : '';
    const run = runs.findLast(({ from }) => from <= clock);
    return run === undefined ? '' : run.user;
  }

  /** The user to whom a client id is bound: who first wrote with it. */
  ownerOf(client: number): string | undefined {
    return this.userOf(client, 0);
  }

  /** @returns undefined where nobody has ever been signed in who brought something */
  encode(): Uint8Array | undefined {
    if (this.#runs.size === 0) return undefined;
    const places = new Map<string, number>();
    const placeOf = (user: string | undefined): number => {
      if (user === undefined) return -1;
      const place = places.get(user) ?? places.size;
      places.set(user, place);
      return place;
    };
    const clients = [...this.#runs].map(
      ([client, runs]) => [client, runs.flatMap(({ from, user }) => [from, placeOf(user)])] as const,
    );
    const stored: Stored = { users: [...places.keys()], clients, isFull: this.#isFull };
    return new TextEncoder().encode(JSON.stringify(stored));
  }

  /** @throws when these bytes are not of `encode` */
  static decode(bytes: Uint8Array): Authorship {
    const { users, clients, isFull } = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
    const authorship = new Authorship();
    authorship.#isFull = isFull;
    for (const [client, pairs] of clients) {
      const runs: Run[] = [];
      for (let at = 0; at + 1 < pairs.length; at += 2)
        runs.push({ from: pairs[at] ?? 0, user: users[pairs[at + 1] ?? -1] });
      authorship.#runs.set(client, runs);
      authorship.#count += runs.length;
    }
    return authorship;
  }

  #note(client: number, run: Run): void {
    const runs = this.#runs.get(client);
    const last = runs?.at(-1);
    const lastUser = last === undefined ? '' : last.user;
    if (lastUser === run.user) return;
    if (this.#count < this.#runsMax) {
      this.#add(client, run);
      return;
    }
    if (runs === undefined) this.#isFull = true;
    // One more for each client that there is: what comes now is not by whoever wrote before.
    else if (lastUser !== undefined) runs.push({ from: run.from, user: undefined });
  }

  #add(client: number, run: Run): void {
    this.#count += 1;
    const runs = this.#runs.get(client);
    if (runs === undefined) this.#runs.set(client, [run]);
    else runs.push(run);
  }
}
