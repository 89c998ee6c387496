import * as Y from 'yjs';
import { Client, type Server } from './client.ts';
import { equalBytes } from './decoded.ts';
import { emptyUpdate, emptyVector } from './dialect.ts';
import type { JoiningLoad, LoadOrder, LoadResult } from './order.ts';
import { type Paper, readPaper } from './paper.ts';
import { Span, type Usage, whenQuiet } from './span.ts';
import { docOf, textOf } from './text.ts';

const room = 'paper';
/** So many edits are typed before each wave, so that nobody can be given what was made for the wave before. */
const editsPerWave = 20;
/** Those who come back were cut off at so many different moments, evenly over the last edits. */
const cutCount = 10;
const waveLimitMs = 60_000;

/** Somebody who wants to join: what they have, and what was made of what they were told. */
interface Guest {
  readonly has: Uint8Array;
  readonly vector: Uint8Array;
  readonly answer: (vector: Uint8Array) => Uint8Array;
}

interface Wave {
  readonly used: Usage;
  readonly lastServedMs: number;
  readonly isComplete: boolean;
}

/** One person holds the document and types; the others come all at once, with nothing or with all but the last edits. */
export async function runJoining(server: Server, order: LoadOrder<JoiningLoad>): Promise<LoadResult> {
  const paper = readPaper(order.paperFolder);
  const holder = await Client.join({ server, room, answer: () => paper.base });
  if (!server.dialect.answersQuestions) holder.sendAnswer(paper.base);
  await whenQuiet(server.pid, order.afterworkMs);
  const waves: Wave[] = [];
  for (let index = 0; index < order.load.waves; index += 1) {
    const typed = paper.tail.slice(0, (index + 1) * editsPerWave);
    for (const update of typed.slice(-editsPerWave)) holder.sendUpdate(update);
    await whenQuiet(server.pid, order.afterworkMs);
    waves.push(await runWave(server, { load: order.load, paper, typed }));
  }
  const counted = waves.slice(1);
  const cpuSeconds = counted.reduce((sum, { used }) => sum + used.serverCpuSeconds, 0);
  return {
    figures: {
      cpuMs: (cpuSeconds * 1000) / (order.load.clients * counted.length),
      lastServedMs: counted.reduce((sum, { lastServedMs }) => sum + lastServedMs, 0) / counted.length,
    },
    complete: waves.every(({ isComplete }) => isComplete),
    serverBusy: Math.max(...counted.map(({ used }) => used.serverBusy)),
    generatorBusy: 0,
    lateP99Ms: 0,
  };
}

async function runWave(
  server: Server,
  { load, paper, typed }: { load: JoiningLoad; paper: Paper; typed: readonly Uint8Array[] },
): Promise<Wave> {
  const guests = guestsOf(load, paper, typed);
  const received = guests.map(() => [] as Uint8Array[]);
  const span = new Span(server.pid);
  const startMs = performance.now();
  const clients = await Promise.all(
    guests.map((guest, index) =>
      serve(server, { guest, onUpdate: (update) => received[index]?.push(update.slice()) }),
    ),
  );
  const lastServedMs = performance.now() - startMs;
  await whenQuiet(server.pid);
  const used = span.end();
  for (const client of clients) client.close();
  // The relay gives the document as it was kept, without what was typed since.
  const expected = textOf(paper.base, ...(server.dialect.answersQuestions ? typed : []));
  return { used, lastServedMs, isComplete: haveAll({ guests, received, expected }) };
}

/** Resolves when the guest was given an answer. */
async function serve(
  server: Server,
  { guest, onUpdate }: { readonly guest: Guest; readonly onUpdate: (update: Uint8Array) => void },
): Promise<Client> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('A guest was not served.')), waveLimitMs);
    Client.connect({ server, room, vector: guest.vector, answer: guest.answer, onUpdate }).then((client) => {
      client.whenAnswered().then(() => {
        clearTimeout(timer);
        resolve(client);
      }, reject);
    }, reject);
  });
}

function guestsOf(load: JoiningLoad, paper: Paper, typed: readonly Uint8Array[]): readonly Guest[] {
  const kinds =
    load.lacking === 'everything'
      ? [{ has: emptyUpdate, vector: emptyVector, answer: () => emptyUpdate }]
      : Array.from({ length: cutCount }, (_, cut) => returning(paper, typed, cut));
  return Array.from({ length: load.clients }, (_, index) => kinds[index % kinds.length]).flatMap(
    (guest) => guest ?? [],
  );
}

/** Somebody who had the document open, and lost the connection before the last edits: `cut` says how many of them. */
function returning(paper: Paper, typed: readonly Uint8Array[], cut: number): Guest {
  const lacking = Math.round(((cut + 1) / cutCount) * editsPerWave);
  const doc = docOf(paper.base, ...typed.slice(0, typed.length - lacking));
  // Yjs answers with all deletions that it knows, whoever asks.
  const usual = { vector: Y.encodeStateVectorFromUpdate(Y.mergeUpdates([paper.base, ...typed])) };
  const answer = Y.encodeStateAsUpdate(doc, usual.vector);
  return {
    has: Y.encodeStateAsUpdate(doc),
    vector: Y.encodeStateVector(doc),
    answer: (vector) => (equalBytes(vector, usual.vector) ? answer : Y.encodeStateAsUpdate(doc, vector)),
  };
}

/** Each answer is read with Yjs, unless the same bytes for the same guest were read before. */
function haveAll(wave: {
  readonly guests: readonly Guest[];
  readonly received: readonly (readonly Uint8Array[])[];
  readonly expected: string;
}): boolean {
  const read = new Map<Guest, Uint8Array>();
  return wave.guests.every((guest, index) => {
    const all = Buffer.concat(wave.received[index] ?? []);
    const known = read.get(guest);
    if (known !== undefined && equalBytes(known, all)) return true;
    if (textOf(guest.has, ...(wave.received[index] ?? [])) !== wave.expected) return false;
    read.set(guest, all);
    return true;
  });
}
