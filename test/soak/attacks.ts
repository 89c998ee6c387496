import { connect } from 'node:net';
import { decodeAwareness, encodeAwareness } from '@scriptorium/server/protocol';
import { signToken } from '../families/accessToken.ts';
import { corpusAttacks, mutationAttack } from '../families/hostileAttacks.ts';
import { realUpdates } from '../families/hostileCorpus.ts';
import { type HostileDialect, hostileDialects } from '../families/hostileDialect.ts';
import { HostileSocket } from '../families/hostileSocket.ts';
import { eventually } from '../server/deadline.ts';
import type { Chance } from '../simulation/chance.ts';
import type { Place } from '../torture/client.ts';
import { Finding } from '../torture/finding.ts';
import { heardIn } from './heard.ts';
import { rest } from './rest.ts';

export interface Scene {
  readonly place: Place;
  /** Where honest people are at this moment; nothing of an attack may be found in it. */
  readonly document: string;
  readonly chance: Chance;
  readonly signal: AbortSignal;
  /** One byte more than a message may have. */
  readonly oversizedBytes: number;
}

/** @throws {Finding} when it comes to what it may not. */
export type Attack = (scene: Scene) => Promise<void>;

const corpus = corpusAttacks();
const update = realUpdates()[0] ?? Uint8Array.of();
/** As long as it takes a server that is busy with a thousand others. */
const answerMsMax = 30_000;
const floodMs = 8_000;
const unsentBytesMax = 2 ** 20;
const stallMs = 30_000;
const neverMs = 50_000;
const trickleMs = 12_000;

/** What is done by who means harm, by what it is called in the report. */
export const attacks = {
  'malformed frame': async (scene) => {
    const { title, dialect, frameOf } = scene.chance.pick(corpus);
    const socket = await enter(scene, { dialect, access: 'write' });
    socket.send(frameOf(scene.document));
    await demandEnd(socket, title);
  },
  'spoiled frames': async (scene) => {
    const attack = mutationAttack(scene.chance.below(2 ** 31));
    const document = `hostile-${scene.chance.below(20)}`;
    const socket = await enter({ ...scene, document }, { dialect: attack.dialect, access: 'write' });
    socket.send(attack.frameOf(document));
    await rest(scene.chance.below(2000), scene.signal);
    socket.close();
  },
  'oversized frame': async (scene) => {
    const socket = await enter(scene, { access: 'write' });
    socket.send(new Uint8Array(scene.oversizedBytes));
    await demandEnd(socket, 'an oversized frame');
  },
  flood: async (scene) => {
    const dialect = scene.chance.pick(hostileDialects);
    const socket = await enter(scene, { dialect, access: 'write' });
    await flood(socket, { scene, frame: floodFrame(scene, dialect) });
    socket.close();
  },
  'wrong token': async (scene) => {
    const right = { user: 'mallory', access: 'write', documents: scene.document };
    const token = scene.chance.pick([
      `${signToken(right)}x`,
      signToken({ ...right, seconds: -10 }),
      signToken({ ...right, documents: `${scene.document}0` }),
      'guessed',
      '',
    ]);
    await demandDenial(scene, token);
  },
  'writing with a token to read': async (scene) => {
    const dialect = scene.chance.pick(hostileDialects);
    const socket = await enter(scene, { dialect, access: scene.chance.pick(['read', 'comment', 'suggest']) });
    socket.send(dialect.frame(scene.document, { kind: 'update', update }));
    await rest(1000, scene.signal);
    socket.close();
  },
  'presence of others': async (scene) => {
    const dialect = scene.chance.pick(hostileDialects);
    const socket = await enter(scene, { dialect, access: 'write' });
    await rest(3000, scene.signal);
    for (const clientId of idsHeard(socket, dialect)) {
      const state = new TextEncoder().encode(scene.chance.happens(0.5) ? 'null' : '{"name":"mallory"}');
      const forged = encodeAwareness([{ clientId, clock: 1000 + scene.chance.below(1000), state }]);
      socket.send(dialect.frame(scene.document, { kind: 'awareness', update: forged }));
    }
    await rest(1000, scene.signal);
    socket.close();
  },
  'a token that ends': async (scene) => {
    const socket = await enter(scene, { dialect: plainOnly, access: 'write', seconds: 3 });
    await demandEnd(socket, 'a token that ended', [4401]);
  },
  'stopped reading': async (scene) => {
    const dialect = scene.chance.pick(hostileDialects);
    const socket = await enter(scene, { dialect, access: 'write' });
    socket.stall();
    const question = dialect.frame(scene.document, { kind: 'syncStep1', vector: Uint8Array.of(0) });
    for (let asked = 0; asked < 1000; asked += 1) socket.send(question);
    await rest(scene.chance.below(stallMs), scene.signal);
    socket.close();
  },
  'slow handshake': async (scene) => trickle(scene, `GET /${scene.document} HTTP/1.1\r\nHost: 127.0.0.1`),
  'never signed in': async (scene) => {
    const head = ['GET /hocuspocus HTTP/1.1', 'Host: 127.0.0.1', 'Connection: Upgrade', 'Upgrade: websocket'];
    const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: c2NyaXB0b3JpdW0hISEhIQ=='];
    await linger(scene, `${[...head, ...key].join('\r\n')}\r\n\r\n`);
  },
  'HTTP without leave': async (scene) => {
    const path = scene.chance.pick(['/api/v1/access/recheck', '/doc/new', `/d/${scene.document}/update`]);
    const body = scene.chance.happens(0.5) ? '{}' : new Uint8Array(100_000);
    const answer = await fetch(`${scene.place.httpUrl}${path}`, { method: 'POST', body }).catch(
      () => undefined,
    );
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.ok) throw new Finding(`${path} was open to somebody without a token`);
  },
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof attacks;
export const attackNames = Object.keys(attacks) as readonly AttackName[];

const [plainOnly] = hostileDialects;

interface Entrance {
  /** Any, if none is named. */
  readonly dialect?: HostileDialect | undefined;
  readonly access: string;
  readonly seconds?: number;
}

function enter(scene: Scene, { dialect, access, seconds = 300 }: Entrance): Promise<HostileSocket> {
  const { place, document, chance } = scene;
  const token = signToken({ user: 'mallory', access, documents: document, seconds });
  return HostileSocket.open(place.webSocketUrl, {
    dialect: dialect ?? chance.pick(hostileDialects),
    document,
    token,
  });
}

/** Sent away; or with Hocuspocus, which has one socket for many documents, told to leave this one. */
async function demandEnd(socket: HostileSocket, what: string, codes?: readonly number[]): Promise<void> {
  try {
    const isOver = () => socket.ending !== undefined || (codes === undefined && isToldToLeave(socket));
    await eventually(what, isOver, answerMsMax).catch(() => {
      throw new Finding(`${what} was let pass`);
    });
    if (codes !== undefined && !codes.includes(socket.ending?.code ?? 0))
      throw new Finding(`${what} came to ${JSON.stringify(socket.ending)}`);
  } finally {
    socket.close();
  }
}

function isToldToLeave(socket: HostileSocket): boolean {
  return socket.signsSince(0).includes('end');
}

async function demandDenial({ place, document, chance }: Scene, token: string): Promise<void> {
  const dialect = chance.pick(hostileDialects);
  const opened = HostileSocket.open(place.webSocketUrl, { dialect, document, token });
  const socket = await opened.catch(() => undefined);
  // A socket for many documents stays open.
  if (socket !== undefined) await demandEnd(socket, `${dialect.name} with a wrong token`);
}

function floodFrame({ document, chance }: Scene, dialect: HostileDialect): () => Uint8Array {
  const clientId = 1 + chance.below(2 ** 31);
  const state = new TextEncoder().encode('{"name":"mallory"}');
  let clock = 0;
  return chance.pick([
    () => dialect.frame(document, { kind: 'syncStep1', vector: Uint8Array.of(0) }),
    () => dialect.frame(document, { kind: 'queryAwareness' }),
    () => dialect.frame(document, { kind: 'update', update: Uint8Array.of(0, 0) }),
    () => {
      clock += 1;
      return dialect.frame(document, {
        kind: 'awareness',
        update: encodeAwareness([{ clientId, clock, state }]),
      });
    },
  ]);
}

/** As much as goes out, for some seconds or until it is sent away. */
async function flood(
  socket: HostileSocket,
  { scene, frame }: { readonly scene: Scene; readonly frame: () => Uint8Array },
): Promise<void> {
  const endMs = performance.now() + floodMs;
  while (performance.now() < endMs && socket.ending === undefined && !scene.signal.aborted) {
    if (socket.unsentBytes < unsentBytesMax) for (let sent = 0; sent < 50; sent += 1) socket.send(frame());
    await rest(20, scene.signal);
  }
}

function idsHeard(socket: HostileSocket, dialect: HostileDialect): readonly number[] {
  return socket.frames
    .flatMap((frame) => heardIn(frame, dialect))
    .flatMap((message) => (message.kind === 'awareness' ? decodeAwareness(message.update) : []))
    .map(({ clientId }) => clientId);
}

/** One byte after the other. */
async function trickle(scene: Scene, text: string): Promise<void> {
  const socket = connect(Number(new URL(scene.place.httpUrl).port), '127.0.0.1');
  socket.on('error', () => {});
  for (const letter of text) {
    if (socket.closed || scene.signal.aborted) break;
    socket.write(letter);
    await rest(trickleMs / text.length, scene.signal);
  }
  socket.destroy();
}

/** Says this, and then nothing. */
async function linger(scene: Scene, text: string): Promise<void> {
  const socket = connect(Number(new URL(scene.place.httpUrl).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.on('data', () => {});
  socket.write(text);
  await rest(scene.chance.below(neverMs), scene.signal);
  socket.destroy();
}
