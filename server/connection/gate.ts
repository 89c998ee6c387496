import type { DocumentName } from '@scriptorium/persistence';
import type { Access, Authorize, Visit } from '../auth/access.ts';
import { isAccessLevel, userBytesMax } from '../auth/claims.ts';
import { Turnstile } from '../auth/turnstile.ts';
import type { Clock, Timer } from '../room/clock.ts';
import type { Report } from '../room/report.ts';

export interface GateOptions {
  readonly authorize: Authorize;
  readonly clock: Clock;
  readonly report: Report;
  /** Whether people are shown under the name that they signed in with, whatever their client says. */
  readonly stampsNames?: boolean;
}

/** What the gate says: access, or that it can't be decided now. */
export type Decision = Access | { readonly kind: 'undecided'; readonly reason: string };

/** Somebody who is inside, or on the way in. */
export interface Guest {
  readonly name: DocumentName;
  /** Undefined while not let in. */
  readonly user: string | undefined;
  /** When its access ends, in milliseconds since 1970, if that is known. */
  readonly untilMs: number | undefined;
  /** Has what it may do decided anew, and keeps to it. @returns whether it may stay. */
  recheck(): Promise<boolean>;
}

/** Whose access is to be decided anew; what is left out stands for all. */
export interface Suspicion {
  readonly user?: string | undefined;
  readonly document?: string | undefined;
}

/** What became of those whose access was decided anew. */
export interface Round {
  readonly checked: number;
  readonly ended: number;
}

/** A JWT has some hundred bytes. */
const tokenCharactersMax = 8192;
/** How late somebody may be noticed whose access has ended. */
const patrolMs = 1000;
const checkedAtOnceMax = 32;

/**
 * Who may come in, and who may stay.
 *
 * 1. What can't be decided lets nobody in: an error, an answer that makes no sense, one that has ended already.
 * 2. Who is inside is asked about again when its access ends, within a second: one timer for all, where any access ends.
 * 3. However many are asked about again, only some are at a time.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #guests = new Set<Guest>();
  readonly #turnstile = new Turnstile({ atOnceMax: checkedAtOnceMax, waitingMax: Number.POSITIVE_INFINITY });
  /** Those who are being asked about because their time is up. */
  readonly #ending = new Set<Guest>();
  #timer: Timer | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get stampsNames(): boolean {
    return this.#options.stampsNames ?? false;
  }

  /** How many are inside, or on the way in. */
  get size(): number {
    return this.#guests.size;
  }

  /** It never rejects. */
  async ask(visit: Visit): Promise<Decision> {
    if ((visit.token?.length ?? 0) > tokenCharactersMax)
      return { kind: 'denied', reason: 'This token is too long to be one.', needsSignIn: true };
    try {
      return this.#parse(await this.#options.authorize(visit));
    } catch (error) {
      const what = 'It could not be decided who may open a document';
      this.#options.report({ what, document: visit.name, error });
      return { kind: 'undecided', reason: 'It can not be decided now who may open this document.' };
    }
  }

  /** Looks after somebody until `forget`. To be called before it is asked about, lest a revocation meanwhile pass it by. */
  watch(guest: Guest): void {
    this.#guests.add(guest);
  }

  forget(guest: Guest): void {
    this.#guests.delete(guest);
    if (this.#guests.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Has it decided anew about all whom this may concern. */
  async recheck({ user, document }: Suspicion = {}): Promise<Round> {
    const concerned = [...this.#guests].filter(
      (guest) =>
        // Who is on the way in may turn out to be anybody.
        (user === undefined || guest.user === undefined || guest.user === user) &&
        (document === undefined || guest.name === document),
    );
    const stays = await Promise.all(concerned.map((guest) => this.#recheck(guest)));
    return { checked: concerned.length, ended: stays.filter((isStaying) => !isStaying).length };
  }

  #recheck(guest: Guest): Promise<boolean> {
    return this.#turnstile.pass(() => guest.recheck());
  }

  #patrol(): void {
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    this.#timer = this.#guests.size === 0 ? undefined : clock.setTimer(() => this.#patrol(), patrolMs);
    for (const guest of this.#guests)
      if ((guest.untilMs ?? Number.POSITIVE_INFINITY) <= nowMs && !this.#ending.has(guest))
        void this.#end(guest);
  }

  async #end(guest: Guest): Promise<void> {
    this.#ending.add(guest);
    await this.#recheck(guest);
    this.#ending.delete(guest);
  }

  /** An application's own `authorize` may answer anything. @throws Error */
  #parse(access: Access): Access {
    if (access.kind === 'denied') return access;
    if (access.kind !== 'granted' || !isAccessLevel(access.level) || typeof access.user !== 'string')
      throw new TypeError('What was decided is neither granted nor denied, or says not what and to whom.');
    if (Buffer.byteLength(access.user) > userBytesMax)
      throw new RangeError(`The user has a name of more than ${userBytesMax} bytes.`);
    const { untilMs } = access;
    if (untilMs === undefined) return access;
    this.#timer ??= this.#options.clock.setTimer(() => this.#patrol(), patrolMs);
    if (untilMs > this.#options.clock.nowMs()) return access;
    return { kind: 'denied', reason: 'Your access has ended; sign in again.', needsSignIn: true };
  }
}
