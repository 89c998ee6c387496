import { decodeAwareness, type Message } from '@scriptorium/server/protocol';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import { familyNames, open, openAll, type Person } from './person.ts';

const name = 'letter';
/** What a person takes for "at once". */
const soonMs = 1000;

/** y-sweet tells the console of each attempt that fails. */
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

function seen(by: Person, who: Person): unknown {
  return by.awareness.getStates().get(who.doc.clientID)?.name;
}

async function whenSeen(by: Person, { who, as }: { who: Person; as: string | undefined }): Promise<void> {
  await eventually(`somebody to be seen as ${as}`, () => seen(by, who) === as, soonMs);
}

/** One of each family with its name as presence, who all see each other. */
async function everybody(): Promise<ReadonlyMap<string, Person>> {
  const people = await openAll({ place: await RunningServer.start(), name });
  for (const [family, { awareness }] of people) awareness.setLocalState({ name: family });
  for (const by of people.values())
    for (const [family, who] of people) await whenSeen(by, { who, as: family });
  return people;
}

/** How often these messages speak of a client with a clock above `clock`. */
function mentions(messages: readonly Message[], { clientId, clock }: { clientId: number; clock: number }) {
  return messages
    .flatMap((message) => (message.kind === 'awareness' ? decodeAwareness(message.update) : []))
    .filter((entry) => entry.clientId === clientId && entry.clock > clock).length;
}

describe('presence across all families', () => {
  it('comes to all, changes for all, and goes for all when it becomes null (S13)', async () => {
    const people = await everybody();
    for (const [family, who] of people) {
      who.awareness.setLocalStateField('name', `${family} renamed`);
      for (const by of people.values()) await whenSeen(by, { who, as: `${family} renamed` });
      who.awareness.setLocalState(null);
      for (const by of people.values()) await whenSeen(by, { who, as: undefined });
    }
    for (const [family, who] of people) {
      who.awareness.setLocalState({ name: `${family} again` });
      for (const by of people.values()) await whenSeen(by, { who, as: `${family} again` });
    }
  });

  it('goes for all when somebody leaves, one after the other', async () => {
    const left = new Map(await everybody());
    for (const [family, who] of left) {
      left.delete(family);
      who.close();
      for (const by of left.values()) await whenSeen(by, { who, as: undefined });
    }
  });

  it('is there for who comes late', async () => {
    const place = await RunningServer.start();
    const people = await openAll({ place, name });
    for (const [family, { awareness }] of people) awareness.setLocalState({ name: family });
    const observer = await RawClient.join({ url: place.webSocketUrl, path: name });
    await eventually('all to be announced', () => {
      const ids = observer.all('awareness').flatMap(({ update }) => decodeAwareness(update));
      return new Set(ids.map(({ clientId }) => clientId)).size >= people.size;
    });
    for (const family of familyNames) {
      const late = open(family, { place, name });
      await eventually(`${family} to be in`, late.isSynced);
      for (const [each, who] of people) await whenSeen(late, { who, as: each });
      late.close();
    }
  });

  it('comes back at once when a network was cut, the clock being unchanged (S14)', async () => {
    const people = await everybody();
    for (const [family, who] of people) {
      const observers = [...people].filter(([other]) => other !== family);
      who.cut();
      await eventually(`${family} to be back`, () => who.isSynced());
      for (const [, by] of observers) await whenSeen(by, { who, as: family });
    }
  });

  it('is told of once when all others send it back (S15)', async () => {
    const place = await RunningServer.start();
    const people = await openAll({ place, name });
    const observer = await RawClient.join({ url: place.webSocketUrl, path: name });
    for (const [family, who] of people) who.awareness.setLocalState({ name: family });
    for (const by of people.values())
      for (const [family, who] of people) await whenSeen(by, { who, as: family });
    for (const who of people.values()) {
      const clientId = who.doc.clientID;
      const clock = who.awareness.meta.get(clientId)?.clock ?? 0;
      const heard = observer.received.length;
      who.awareness.setLocalStateField('name', 'once');
      for (const by of people.values()) await whenSeen(by, { who, as: 'once' });
      // What they send back is on its way before the answers to these.
      for (let round = 0; round < 3; round += 1) await observer.read();
      expect(mentions(observer.received.slice(heard), { clientId, clock })).toBe(1);
    }
  });
});
