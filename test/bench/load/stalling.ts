import * as Y from 'yjs';
import { Client, type Server } from './client.ts';
import type { LoadOrder, LoadResult, StallingLoad } from './order.ts';
import { becomes, Pace } from './pace.ts';
import { readPaper } from './paper.ts';
import { Person, TypingRoom } from './person.ts';
import { settledMemory } from './probe.ts';
import { residentBytes } from './processUsage.ts';
import { Span, whenQuiet } from './span.ts';
import { bringDocument } from './taking.ts';
import { textOf } from './text.ts';
import { typeUpdates } from './typist.ts';

/**
 * Some stop reading while the others type, and read on afterwards. What the server keeps for each of them is what it holds
 * before they read on, less what it holds when they have everything.
 */
export async function runStalling(server: Server, order: LoadOrder<StallingLoad>): Promise<LoadResult> {
  const { people: count, stalled: stalledCount, editsPerSecond } = order.load;
  const room = planRoom(server, order);
  const people = [...Array(count).keys()].map((place) => new Person(room, place, () => undefined));
  const { full } = readPaper(order.paperFolder);
  await bringDocument(server, room.name, full);
  const characters = room.characters + textOf(full).length;
  for (const person of people) await person.join();
  const stalled = [...Array(stalledCount).keys()].map(() => new Stalled(room));
  for (const each of stalled) await each.join();

  const pace = new Pace(count * editsPerSecond, (index) => {
    people[index % count]?.typeNext();
    people[index % count]?.moveCursor(index);
  });
  await pace.until(order.warmUpSeconds);
  for (const each of stalled) each.pause();
  const before = residentBytes(server.pid).now;
  const span = new Span(server.pid);
  await pace.until(order.warmUpSeconds + order.seconds);
  const othersHaveAll = await becomes(() => people.every(({ hasEverything }) => hasEverything));
  const used = span.end();
  const { peak } = residentBytes(server.pid);
  await whenQuiet(server.pid);
  const during = await settledMemory(order);

  const resumedMs = performance.now();
  for (const each of stalled) each.resume();
  const converged = await becomes(() => stalled.every((each) => each.length === characters));
  const convergedMs = performance.now() - resumedMs;
  await whenQuiet(server.pid);
  const after = await settledMemory(order);
  const documentBytes = stalled[0]?.stateBytes ?? Number.NaN;
  return {
    figures: {
      heldDocuments: (during.heldBytes - after.heldBytes) / stalledCount / documentBytes,
      documentMiB: documentBytes / 2 ** 20,
      growthMiB: (peak - before) / 2 ** 20,
      stayedShare: stalled.filter(({ isLost }) => !isLost).length / stalledCount,
      convergedMs,
    },
    complete: othersHaveAll && converged,
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: pace.lateP99Ms,
  };
}

function planRoom(server: Server, { load, warmUpSeconds, seconds }: LoadOrder<StallingLoad>): TypingRoom {
  const edits = Math.round((warmUpSeconds + seconds) * load.editsPerSecond);
  const typed = [...Array(load.people).keys()].map((place) => typeUpdates({ place, edits }));
  return new TypingRoom({ server, name: 'stalled', typed });
}

/** Somebody who reads with Yjs, stops reading, and comes back if the server has ended the connection meanwhile. */
class Stalled {
  isLost = false;
  readonly #room: TypingRoom;
  readonly #doc = new Y.Doc();
  #client: Client | undefined;

  constructor(room: TypingRoom) {
    this.#room = room;
  }

  async join(): Promise<void> {
    const { server, name: room } = this.#room;
    this.#client = await Client.join({
      server,
      room,
      vector: Y.encodeStateVector(this.#doc),
      onUpdate: (update) => Y.applyUpdate(this.#doc, update.slice()),
      onLost: () => this.#comeBack(),
    });
  }

  get length(): number {
    return this.#doc.getText('text').length;
  }

  get stateBytes(): number {
    return Y.encodeStateAsUpdate(this.#doc).length;
  }

  pause(): void {
    this.#client?.pause();
  }

  resume(): void {
    this.#client?.resume();
  }

  #comeBack(): void {
    this.isLost = true;
    this.join().catch((error: unknown) => {
      throw error;
    });
  }
}
