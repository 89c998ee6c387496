import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { eventually } from './deadline.ts';
import { type ClientVersion, Participant } from './participant.ts';
import { Program, temporaryDirectory } from './program.ts';

const name = 'letter';
const rounds = 12;
const versions: readonly ClientVersion[] = [2, 3, 3];
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
/** How many words are typed in each round before the kill, and how long somebody thinks before a word. */
const killMoments = fc.sample(fc.integer({ min: 5, max: 250 }), { seed, numRuns: rounds });
const pausesMs = fc.sample(fc.integer({ min: 0, max: 5 }), { seed, numRuns: 97 });

/** Types numbered words, and knows which of them the server has called saved by sending them back. */
class Typist {
  readonly client: Participant;
  readonly #letter: string;
  readonly #words: { readonly word: string; readonly clockEnd: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #heard = 0;
  #echoedClock = 0;

  constructor(client: Participant, letter: string) {
    this.client = client;
    this.#letter = letter;
  }

  get words(): readonly string[] {
    return this.#words.map(({ word }) => word);
  }

  /** Types until `stop`, and calls back after each word. */
  start(onWord: () => void): void {
    const pauseMs = pausesMs[this.#words.length % pausesMs.length];
    this.#timer = setTimeout(() => {
      this.#type();
      onWord();
      if (this.#timer !== undefined) this.start(onWord);
    }, pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  echoedWords(): readonly string[] {
    const { received, doc } = this.client;
    for (const message of received.slice(this.#heard))
      if (message.kind === 'update')
        for (const { id, length } of Y.decodeUpdate(message.update).structs)
          if (id.client === doc.clientID) this.#echoedClock = Math.max(this.#echoedClock, id.clock + length);
    this.#heard = received.length;
    return this.#words.filter(({ clockEnd }) => clockEnd <= this.#echoedClock).map(({ word }) => word);
  }

  #type(): void {
    const word = `${this.#letter}${this.#words.length}`;
    this.client.type(`${word} `);
    const { doc } = this.client;
    this.#words.push({ word, clockEnd: Y.getState(doc.store, doc.clientID) });
  }
}

it(`nothing that was echoed is missing when the program is killed ${rounds} times while three people type, and nothing is doubled (S7, seed ${seed})`, async () => {
  const data = await temporaryDirectory();
  let program = await Program.serve({ data });
  const { port, webSocketUrl: url } = program;
  const typists = versions.map((version, index) => {
    const client = new Participant({ url, name, version });
    return new Typist(client, 'abc'.charAt(index));
  });
  let echoedInAll = 0;
  for (const killMoment of killMoments) {
    for (const { client } of typists) await client.whenSynced();
    await typeUntil(typists, killMoment);
    await program.end('SIGKILL');
    for (const { client } of typists) {
      await client.whenDisconnected();
      client.disconnect();
    }
    expect(program.stderr).toBe('');
    const echoed = typists.flatMap((typist) => typist.echoedWords());
    program = await Program.serve({ data, port });
    const survivor = await Participant.join({ url, name });
    expect(missingOf(echoed, survivor.text.split(' '))).toEqual([]);
    survivor.close();
    echoedInAll = echoed.length;
    for (const { client } of typists) client.connect();
  }
  expect(echoedInAll).toBeGreaterThan(rounds);
  const expected = typists.flatMap(({ words }) => words).sort();
  const late = await Participant.join({ url, name });
  for (const client of [late, ...typists.map((typist) => typist.client)])
    await eventually('everybody to read every word once', () => {
      const read = client.text.trim().split(' ').sort();
      expect(client.goodbyes.filter(({ code }) => code !== 1006)).toEqual([]);
      expect(missingOf(expected, read)).toEqual([]);
      expect(read).toHaveLength(expected.length);
      return true;
    });
}, 120_000);

function missingOf(expected: readonly string[], read: readonly string[]): readonly string[] {
  const there = new Set(read);
  return expected.filter((word) => !there.has(word));
}

/** Resolves in the middle of typing, when so many words more have been typed. */
async function typeUntil(typists: readonly Typist[], words: number): Promise<void> {
  let left = words;
  await new Promise<void>((resolve) => {
    for (const typist of typists)
      typist.start(() => {
        left -= 1;
        if (left === 0) resolve();
      });
  });
  // The last words are in the air now.
  for (const typist of typists) typist.stop();
}
