import * as Y from 'yjs';
import { signToken } from '../families/accessToken.ts';
import type { HostileDialect } from '../families/hostileDialect.ts';
import { eventually } from '../server/deadline.ts';
import type { Chance } from '../simulation/chance.ts';
import type { Client, Place } from '../torture/client.ts';
import { type Family, openOne } from '../torture/families.ts';
import { demand, Finding } from '../torture/finding.ts';
import { Typist } from '../torture/typist.ts';
import { BareClient } from './bareClient.ts';
import { rest, Stay } from './rest.ts';
import type { Schedule } from './schedule.ts';

/** With which client somebody comes: a real provider, or a socket and a dialect. */
export type Kind =
  | { readonly kind: 'provider'; readonly family: Family }
  | { readonly kind: 'bare'; readonly dialect: HostileDialect };

/** What somebody honest wrote into a document until she left it, told that all of it is saved. */
export interface Contribution {
  readonly document: string;
  readonly tokens: readonly string[];
  /** All that she had: her own, and with a provider what she was told of others. */
  readonly state: Uint8Array;
}

export type Failure = 'cut' | 'half-open' | 'stopped reading';

export interface GuestOptions {
  readonly place: Place;
  readonly schedule: Schedule;
  readonly kind: Kind;
  /** Nobody else's, and without a digit at its end. */
  readonly name: string;
  readonly chance: Chance;
  readonly onContribution: (contribution: Contribution) => void;
  readonly onFailure: (failure: Failure) => void;
  readonly onFinding: (finding: Finding) => void;
}

const stayMs = { first: 5_000, last: 85_000 };
const absenceMs = { first: 500, last: 8_000 };
const pauseMs = { first: 500, last: 11_500 };
const stallMs = { first: 1_000, last: 60_000 };
/** Only somebody who has stopped reading may be sent away, with reasons of the server's limits. */
const goodbyesAfterStall = [1013];
/** Without a status it is the client's own: y-sweet's, when nothing was answered for 3 s. */
const goodbyes = [1000, 1001, 1005, 1006, 1012];
const toldMsMax = 90_000;
const newTokenMs = 3_000;

/** Somebody honest: comes, types, loses the network, goes, and comes again to the document that her room is at by then. */
export class Guest {
  readonly #options: GuestOptions;
  #visits = 0;

  constructor(options: GuestOptions) {
    this.#options = options;
  }

  /** Until the signal; then she leaves as she always does. @param arrivalMs in which time all come for the first time */
  async live(signal: AbortSignal, arrivalMs: number): Promise<void> {
    const { chance } = this.#options;
    await rest(chance.below(arrivalMs), signal);
    while (!signal.aborted) {
      await this.#visit(signal);
      await rest(chance.between(absenceMs.first, absenceMs.last), signal);
    }
  }

  async #visit(signal: AbortSignal): Promise<void> {
    const { schedule, chance, name } = this.#options;
    const room = schedule.roomFor(chance.next());
    const document = schedule.documentOf(room, Date.now());
    this.#visits += 1;
    const typist = new Typist(`${name}${this.#visits}-`);
    const client = this.#open(document, typist);
    const stay = new Stay(chance.between(stayMs.first, stayMs.last), signal);
    try {
      const hasStalled = await this.#work(client, stay);
      await this.#finish(client, hasStalled);
    } catch (cause) {
      this.#complain(client, cause);
    } finally {
      client.close();
      typist.doc.destroy();
    }
  }

  #open(document: string, typist: Typist): Client {
    const { place, kind, name, onFinding } = this.#options;
    const token = signToken({ user: name, access: 'write', documents: document, seconds: 600 });
    const options = { place, document, typist, token };
    if (kind.kind === 'provider') return openOne(kind.family, options);
    return new BareClient({ ...options, dialect: kind.dialect, onFinding });
  }

  /** @returns whether she stopped reading for a while. */
  async #work(client: Client, stay: Stay): Promise<boolean> {
    const { chance } = this.#options;
    let hasStalled = false;
    while (!stay.isOver) {
      await stay.rest(chance.between(pauseMs.first, pauseMs.last));
      if (chance.happens(0.05)) hasStalled = (await this.#fail(client, stay)) || hasStalled;
      else if (client instanceof BareClient && chance.happens(0.2)) client.moveCursor();
      else this.#type(client);
    }
    return hasStalled;
  }

  #type(client: Client): void {
    client.typist.type(this.#options.chance.happens(0.5) ? 'start' : 'end');
    client.typed?.();
  }

  async #fail(client: Client, stay: Stay): Promise<boolean> {
    const { chance, onFailure } = this.#options;
    const failure = chance.pick<Failure>(['cut', 'half-open', 'stopped reading']);
    onFailure(failure);
    if (failure === 'cut') client.line.cut();
    if (failure === 'half-open') client.line.abandon();
    if (failure !== 'stopped reading') return false;
    client.line.stall();
    await stay.rest(chance.between(stallMs.first, stallMs.last));
    client.line.resume();
    return true;
  }

  /** She leaves once she was told that all is saved. */
  async #finish(client: Client, hasStalled: boolean): Promise<void> {
    const { typist, document } = client;
    await this.#whenTold(client);
    demand(`in ${document} as its author reads it`, typist.tokens, typist.read());
    const proper = hasStalled ? [...goodbyes, ...goodbyesAfterStall] : goodbyes;
    const bad = client.line.goodbyes.find(({ code }) => !proper.includes(code));
    if (bad !== undefined) throw new Finding(`was sent away: ${bad.code} ${bad.reason}`);
    const state = Y.encodeStateAsUpdate(typist.doc);
    this.#options.onContribution({ document, tokens: typist.tokens, state });
  }

  /** y-websocket hears only of what it sends, so after a loss of the connection one more token tells of all before it. */
  async #whenTold(client: Client): Promise<void> {
    const { typist } = client;
    let askedMs = performance.now();
    await eventually(
      'to be told of all',
      () => {
        if (!client.line.isOpen) client.hurry?.();
        if (!client.hearsOfAll && performance.now() - askedMs > newTokenMs) {
          askedMs = performance.now();
          this.#type(client);
        }
        return client.isSynced() && typist.told === typist.tokens.length;
      },
      toldMsMax,
    );
  }

  #complain({ document, typist, line }: Client, cause: unknown): void {
    const { kind, onFinding } = this.#options;
    const client = kind.kind === 'provider' ? kind.family : `bare ${kind.dialect.name}`;
    const told = `${typist.told} of ${typist.tokens.length} told, ${line.isOpen ? 'connected' : 'not connected'}`;
    const text = cause instanceof Error ? cause.message : String(cause);
    onFinding(new Finding(`${client} in ${document}: ${text} (${told}, ${JSON.stringify(line.goodbyes)})`));
  }
}
