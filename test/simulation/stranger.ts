import * as Y from 'yjs';
import type { Chance } from './chance.ts';
import { awarenessFrame, readFrame, syncFrame } from './frames.ts';
import { idsOf } from './ids.ts';
import type { Ending, Link, LinkClient } from './link.ts';
import type { Witness } from './witness.ts';

interface Attack {
  readonly what: string;
  readonly frame: Uint8Array;
  /** Whether the server must send the sender away for it; otherwise it may as well wait for more. */
  readonly isFatal: boolean;
}

/** Ids of strangers are apart from those of everybody else, so that nothing of theirs can be taken for somebody's. */
const clientIdFirst = 2 ** 45;

/**
 * Somebody who means harm, or whose program is broken: connects, sends one frame that is no good, and must neither be told that it is
 * saved nor reach anybody. Only frames that Yjs itself refuses or can't complete are sent, since a forged id can't be told from a
 * genuine one.
 */
export class Stranger {
  readonly attack: Attack;
  readonly clientId: number;
  readonly #witness: Witness;
  ending: Ending | undefined;
  link: Link | undefined;

  constructor(chance: Chance, witness: Witness) {
    this.clientId = clientIdFirst + chance.below(2 ** 30);
    this.attack = attackBy(this.clientId, chance);
    this.#witness = witness;
  }

  connect(dial: (client: LinkClient) => Link): void {
    const link: Link = dial({
      onOpen: () => link.send(this.attack.frame),
      onFrame: (frame) => this.#hear(frame),
      onClose: (ending) => {
        this.ending = ending;
      },
    });
    this.link = link;
  }

  #hear(frame: Uint8Array): void {
    const heard = readFrame(frame);
    if (heard.kind !== 'update' && heard.kind !== 'step2') return;
    const echoed = idsOf(heard.body).inserted.some(({ client }) => client === this.clientId);
    if (echoed) this.#witness.find('attack echoed', `${this.attack.what} came back to who sent it`);
  }
}

function attackBy(clientId: number, chance: Chance): Attack {
  const [whole, later] = updatesOf(clientId, chance);
  const presence = awarenessFrame(presenceBytes(clientId, '{"name":"stranger"}'));
  const attacks: readonly (() => Attack)[] = [
    () => ({ what: 'a frame cut short', frame: cut(syncFrame('update', whole), chance), isFatal: true }),
    () => ({ what: 'an update cut short', frame: syncFrame('update', cut(whole, chance)), isFatal: true }),
    () => ({ what: 'presence cut short', frame: cut(presence, chance), isFatal: true }),
    () => ({ what: 'a vector cut short', frame: syncFrame('step1', Uint8Array.of(2, 1)), isFatal: true }),
    () => ({
      what: 'broken presence',
      frame: awarenessFrame(presenceBytes(clientId, '{"name":')),
      isFatal: true,
    }),
    () => ({ what: 'a message that only servers send', frame: Uint8Array.of(64, 9), isFatal: true }),
    () => ({ what: 'an update past a gap', frame: syncFrame('update', later), isFatal: false }),
    () => ({ what: 'an answer past a gap', frame: syncFrame('step2', later), isFatal: false }),
    () => mutated(whole, chance),
  ];
  return chance.pick(attacks)();
}

/** A first update, and one that needs it. */
function updatesOf(clientId: number, chance: Chance): readonly [Uint8Array, Uint8Array] {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const made: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => made.push(update));
  doc.getText('text').insert(0, chance.pick(['harm', 'härm 😀', 'h']));
  doc.getMap('map').set('stranger', { deep: [1, 2, { er: null }] });
  const [first = new Uint8Array(), second = new Uint8Array()] = made;
  return [first, second];
}

function presenceBytes(clientId: number, state: string): Uint8Array {
  const bytes = new TextEncoder().encode(state);
  const id: number[] = [];
  for (let rest = clientId; ; rest = Math.floor(rest / 128)) {
    id.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    if (rest < 128) break;
  }
  return Uint8Array.of(1, ...id, 5, bytes.length, ...bytes);
}

function cut(bytes: Uint8Array, chance: Chance): Uint8Array {
  return bytes.slice(0, chance.below(bytes.length));
}

/** Some bytes are changed, so that Yjs throws or waits for ever; what it takes is no attack, and becomes a cut. */
function mutated(update: Uint8Array, chance: Chance): Attack {
  const bytes = update.slice();
  for (let times = chance.between(1, 3); times > 0; times--)
    bytes[chance.below(bytes.length)] = chance.below(256);
  if (isHarmless(bytes))
    return { what: 'an update cut short', frame: syncFrame('update', cut(update, chance)), isFatal: true };
  return { what: `mutated bytes ${bytes.join(' ')}`, frame: syncFrame('update', bytes), isFatal: false };
}

/** Whether Yjs takes it whole. Numbers that would make it allocate for nothing are refused before it is asked. */
function isHarmless(update: Uint8Array): boolean {
  const [sections = 0, structs = 0] = update;
  if (sections > update.length || structs > update.length) return false;
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, update);
    return doc.store.pendingStructs === null && doc.store.pendingDs === null;
  } catch {
    return false;
  } finally {
    doc.destroy();
  }
}
