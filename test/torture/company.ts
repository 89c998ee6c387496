import { eventually } from '../server/deadline.ts';
import { Chance } from '../simulation/chance.ts';
import type { Client, Place } from './client.ts';
import { type Family, familyNames, openAll } from './families.ts';
import { demand, Finding } from './finding.ts';
import { Typist } from './typist.ts';
import { openYWebsocket } from './yWebsocket.ts';

/** y-sweet takes its time when its token was refused. */
const returnMsMax = 30_000;
/** Abnormal, going away, restarting: what a killed and a stopping server come to. */
const expectedGoodbyes = [1006, 1001, 1012];

/** How many tokens were typed, and told saved, by clients of each family. */
export type Tally = ReadonlyMap<Family, { readonly typed: number; readonly told: number }>;

/** Somebody of each family at each of some documents; all type at once. */
export class Company {
  readonly documents: readonly string[];
  readonly #families: ReadonlyMap<Family, readonly Client[]>;
  readonly #clients: readonly Client[];
  readonly #timers = new Map<Client, NodeJS.Timeout>();

  constructor(place: Place, documents: readonly string[]) {
    this.documents = documents;
    this.#families = openAll(place, documents);
    this.#clients = [...this.#families.values()].flat();
  }

  get tally(): Tally {
    const sum = (clients: readonly Client[], count: (client: Client) => number) =>
      clients.reduce((total, client) => total + count(client), 0);
    return new Map(
      familyNames.map((family) => {
        const clients = this.#families.get(family) ?? [];
        const typed = sum(clients, ({ typist }) => typist.tokens.length);
        return [family, { typed, told: sum(clients, ({ typist }) => typist.told) }];
      }),
    );
  }

  /** Of each document, what somebody was told is saved until now. */
  told(): ReadonlyMap<string, readonly string[]> {
    return this.#tokens(({ typist }) => typist.tokens.slice(0, typist.told));
  }

  /** How many tokens were typed that nobody was told are saved. */
  get inTheAir(): number {
    return this.#clients.reduce((sum, { typist }) => sum + typist.tokens.length - typist.told, 0);
  }

  /** Everybody types until `stopTyping`, whether there is a server or not. */
  startTyping(chance: Chance, pauseMsMax: number): void {
    for (const client of this.#clients) {
      const own = new Chance(chance.next());
      const next = (): void => {
        client.typist.type(own.happens(0.5) ? 'start' : 'end');
        client.typed?.();
        this.#timers.set(client, setTimeout(next, own.below(pauseMsMax)));
      };
      this.#timers.set(client, setTimeout(next, own.below(pauseMsMax)));
    }
  }

  stopTyping(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Cuts everybody off. Resolves when all have noticed. */
  async cut(): Promise<void> {
    const lost = this.whenLost();
    for (const { line } of this.#clients) line.cut();
    await lost;
  }

  /** Resolves when nothing more can be heard over the connections that there are now. */
  async whenLost(): Promise<void> {
    const open = this.#clients.filter(({ line }) => line.isOpen);
    const goodbyes = open.map(({ line }) => line.goodbyes.length);
    await eventually('all connections to end', () =>
      open.every(({ line }, index) => line.goodbyes.length > (goodbyes[index] ?? 0)),
    );
  }

  /** Resolves when all have come back, have the same document, with all that was typed once, and were told that it is saved. */
  async whenTogether(): Promise<void> {
    for (const [family, clients] of this.#families)
      for (const client of clients)
        await eventually(`${family} to be back`, () => isBack(client), returnMsMax);
    for (const [family, clients] of this.#families)
      for (const { typist, hearsOfAll } of clients)
        if (hearsOfAll)
          await eventually(`${family} to be told of all`, () => typist.told === typist.tokens.length);
    const typed = this.#tokens(({ typist }) => typist.tokens);
    for (const [family, clients] of this.#families)
      for (const client of clients) await whenRead(family, client, typed.get(client.document) ?? []);
    this.#complain();
  }

  /** Somebody who was never here opens each document, and reads all that was typed in it once. */
  async showNewcomer(place: Place): Promise<void> {
    for (const [document, tokens] of this.#tokens(({ typist }) => typist.tokens)) {
      const newcomer = openYWebsocket(3, { place, document, typist: new Typist('newcomer') });
      await eventually('a newcomer to be synced', newcomer.isSynced);
      newcomer.close();
      demand(`in ${document} as a newcomer reads it`, tokens, newcomer.typist.read());
    }
  }

  close(): void {
    this.stopTyping();
    for (const { close } of this.#clients) close();
  }

  #tokens(of: (client: Client) => readonly string[]): ReadonlyMap<string, readonly string[]> {
    return new Map(
      this.documents.map((document) => [
        document,
        this.#clients.filter((client) => client.document === document).flatMap(of),
      ]),
    );
  }

  #complain(): void {
    for (const [family, clients] of this.#families)
      for (const { line } of clients) {
        const bad = line.goodbyes.find(({ code }) => !expectedGoodbyes.includes(code));
        if (bad !== undefined) throw new Finding(`${family} was sent away: ${bad.code} ${bad.reason}`);
      }
  }
}

function isBack(client: Client): boolean {
  if (!client.line.isOpen) client.hurry?.();
  return client.isSynced();
}

async function whenRead(family: Family, client: Client, typed: readonly string[]): Promise<void> {
  const where = `in ${client.document} as ${family} reads it`;
  await eventually(`all to stand ${where}`, () => client.typist.read().length >= typed.length).catch(
    () => {},
  );
  demand(where, typed, client.typist.read());
}
