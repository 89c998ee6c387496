import { decodeAwareness, encodeMessage, isAbsent } from '@scriptorium/server/protocol';
import * as Y from 'yjs';
import { decodeMessages } from '../../server/protocol/message.ts';
import { Author } from '../server/author.ts';
import { type HostileDialect, hostileDialects } from './hostileDialect.ts';
import { type Ending, HostileSocket } from './hostileSocket.ts';

export interface Attack {
  readonly dialect: HostileDialect;
  /** @param document that the attack is made on */
  readonly frameOf: (document: string) => Uint8Array;
  /** Whether no part of it may be taken; else it may also be harmless. */
  readonly mustBeRefused: boolean;
}

/** What an attack came to, where it did not come to what it may. */
export interface Breach {
  readonly what: string;
  readonly frame: Uint8Array;
  readonly ending: Ending | undefined;
}

/** The codes with which an attacker may be sent away: malformed, larger than a message may be, more than can be held back. */
const properCodes: readonly number[] = [4400, 1009, 1013];
const answerMsMax = 3000;
const attacksPerDocument = 150;

/**
 * A document with somebody honest in it, attacked by one after the other. After each attack: the attacker is there, and what is in
 * the document can be read; or it was sent away with a reason, was confirmed nothing, and nothing of it came through to anybody.
 */
export class Siege {
  readonly #url: string;
  readonly #name: string;
  #attacks = 0;
  #document = '';
  #bystander: HostileSocket | undefined;
  slowestMs = 0;

  /** @param name of its own, which its documents begin with */
  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** @returns undefined when all is as it should be. */
  async attack(attack: Attack): Promise<Breach | undefined> {
    const bystander = await this.#ready();
    const { dialect } = attack;
    const document = this.#document;
    const before = await this.#read(bystander);
    const attacker = await HostileSocket.open(this.#url, { dialect, document });
    try {
      const frame = attack.frameOf(document);
      const heard = { attacker: attacker.frames.length, bystander: bystander.frames.length };
      // The attacker before this one may still be on its way out, and what it said of itself on the way in.
      const known = new Set(bystander.frames.flatMap(clientsIn));
      const startMs = performance.now();
      attacker.send(frame, dialect.probe(document));
      const isAlive = await attacker.whenAlive(2);
      const after = await this.#read(bystander);
      const tookMs = performance.now() - startMs;
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      const what =
        tookMs > answerMsMax
          ? `it took ${Math.round(tookMs)} ms`
          : judge({
              attack,
              frame,
              isAlive,
              ending: attacker.ending,
              signs: attacker.signsSince(heard.attacker),
              relayed: bystander.frames.slice(heard.bystander).filter((sent) => isNews(sent, known)),
              before,
              after,
            });
      return what === undefined ? undefined : { what, frame, ending: attacker.ending };
    } finally {
      attacker.close();
    }
  }

  close(): void {
    this.#bystander?.close();
  }

  /** A document of which an attack was taken grows; so there is a new one from time to time. */
  async #ready(): Promise<HostileSocket> {
    if (this.#bystander !== undefined && this.#attacks++ % attacksPerDocument !== 0) return this.#bystander;
    this.close();
    this.#document = `${this.#name} ${this.#attacks}`;
    const [dialect] = hostileDialects;
    if (dialect === undefined) throw new Error('There are no dialects.');
    this.#bystander = await HostileSocket.open(this.#url, { dialect, document: this.#document });
    this.#bystander.send(encodeMessage({ kind: 'update', update: new Author(1).type('honest') }));
    await this.#bystander.whenTold('receipt');
    return this.#bystander;
  }

  /** All that the document holds; who is present, and what the server had sent before, is here by then, too. */
  async #read(bystander: HostileSocket): Promise<Uint8Array> {
    bystander.send(
      encodeMessage({ kind: 'queryAwareness' }),
      encodeMessage({ kind: 'syncStep1', vector: Uint8Array.of(0) }),
    );
    if (!(await bystander.whenAlive(bystander.alive + 1)))
      throw new Error(`The bystander was sent away: ${JSON.stringify(bystander.ending)}`);
    const answers = bystander.frames.flatMap((frame) => decodeMessages(frame));
    const message = answers.findLast(({ kind }) => kind === 'syncStep2');
    if (message?.kind !== 'syncStep2') throw new Error('There is no answer.');
    return message.update;
  }
}

interface Scene {
  readonly attack: Attack;
  readonly frame: Uint8Array;
  readonly isAlive: boolean;
  readonly ending: Ending | undefined;
  readonly signs: readonly string[];
  readonly relayed: readonly Uint8Array[];
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function judge(scene: Scene): string | undefined {
  const { attack, isAlive, ending, signs } = scene;
  const isRefused = !isAlive || signs.includes('end');
  if (!isAlive && (ending === undefined || !properCodes.includes(ending.code))) return 'it ended improperly';
  if (!isAlive && ending?.code !== 1009 && ending?.reason === '') return 'no reason was given';
  if (isRefused && (attack.mustBeRefused || isSingle(scene))) return trace(scene);
  if (attack.mustBeRefused) return 'it was not refused';
  return unreadable(scene);
}

/** Neither the answer to the bystander's own question, nor of somebody who was known before, nor that somebody has left. */
function isNews(frame: Uint8Array, known: ReadonlySet<number>): boolean {
  const isOld = clientsIn(frame).every((client) => known.has(client));
  return !decodeMessages(frame).every(({ kind }) => kind === 'syncStep2' || (kind === 'awareness' && isOld));
}

/** Whose presence a message tells. */
function clientsIn(frame: Uint8Array): readonly number[] {
  return decodeMessages(frame).flatMap((message) =>
    message.kind === 'awareness'
      ? decodeAwareness(message.update).flatMap(({ clientId, state }) => (isAbsent(state) ? [] : [clientId]))
      : [],
  );
}

/** Of several messages in one frame those before the bad one count. */
function isSingle({ attack, frame }: Scene): boolean {
  try {
    return attack.dialect.name === 'Hocuspocus' || decodeMessages(frame).length === 1;
  } catch {
    return true;
  }
}

/** Whether anything of what was refused came through. */
function trace({ signs, relayed, before, after }: Scene): string | undefined {
  if (signs.includes('receipt')) return 'it was confirmed';
  if (relayed.length > 0) return 'something of it was relayed';
  return Buffer.from(before).equals(after) ? undefined : 'something of it was taken';
}

/** Whether clients choke on what was taken. */
function unreadable({ before, after, relayed }: Scene): string | undefined {
  if (Buffer.from(before).equals(after) && relayed.length === 0) return undefined;
  try {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, after);
    for (const message of relayed.flatMap((frame) => decodeMessages(frame)))
      if (message.kind === 'update') Y.applyUpdate(doc, message.update);
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
      return 'something waits for what is missing';
    Y.encodeStateAsUpdate(doc);
    return undefined;
  } catch (error) {
    return `clients can not read it any more: ${error}`;
  }
}
