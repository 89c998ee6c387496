import type { Server } from './client.ts';
import { Histogram } from './histogram.ts';
import { newcomerText } from './newcomer.ts';
import type { LoadOrder, LoadResult, TypingLoad } from './order.ts';
import { becomes, Pace } from './pace.ts';
import { Person, TypingRoom } from './person.ts';
import { profiled } from './probe.ts';
import { residentBytes } from './processUsage.ts';
import { shuffled } from './shuffled.ts';
import { Span } from './span.ts';
import { typeUpdates } from './typist.ts';

/** People type at a fixed pace in rooms; the figure is the server's CPU for each edit that reached somebody else. */
export async function runTyping(server: Server, order: LoadOrder<TypingLoad>): Promise<LoadResult> {
  const rooms = planRooms(server, order);
  let [delivered, latency] = [0, new Histogram()];
  const onArrival = (latencyMs: number): void => {
    delivered += 1;
    latency.add(latencyMs);
  };
  const { peoplePerRoom, typistsPerRoom, editsPerSecond } = order.load;
  const places = [...Array(peoplePerRoom).keys()];
  const people = rooms.map((room) => places.map((place) => new Person(room, place, onArrival)));
  for (const person of people.flat()) await person.join();

  const typists = shuffled(people.flatMap((each) => each.slice(0, typistsPerRoom)));
  const pace = new Pace(typists.length * editsPerSecond, (index) =>
    typists[index % typists.length]?.typeNext(),
  );
  await pace.until(order.warmUpSeconds);
  [delivered, latency] = [0, new Histogram()];
  const { used, arrived } = await profiled(order, async () => {
    const span = new Span(server.pid);
    await pace.until(order.warmUpSeconds + order.seconds);
    const arrived = await becomes(() => people.flat().every(({ hasEverything }) => hasEverything));
    return { used: span.end(), arrived };
  });
  for (const person of people.flat()) person.close();
  return {
    figures: {
      cpuMicroseconds: (used.serverCpuSeconds * 1e6) / delivered,
      latencyP50Ms: latency.quantileMs(0.5),
      latencyP99Ms: latency.quantileMs(0.99),
      peakMiB: residentBytes(server.pid).peak / 2 ** 20,
      delivered,
      mainThreadShare: used.serverMainThreadSeconds / used.serverCpuSeconds,
    },
    complete: arrived && (await newcomersHaveEverything(rooms)),
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: pace.lateP99Ms,
  };
}

function planRooms(
  server: Server,
  { load, warmUpSeconds, seconds }: LoadOrder<TypingLoad>,
): readonly TypingRoom[] {
  const edits = Math.round((warmUpSeconds + seconds) * load.editsPerSecond);
  const places = [...Array(load.typistsPerRoom).keys()];
  const typed = places.map((place) => typeUpdates({ place, edits }));
  return [...Array(load.rooms).keys()].map(
    (room) => new TypingRoom({ server, name: `bench-${room}`, typed }),
  );
}

/** Of a relay there is nobody to ask. */
async function newcomersHaveEverything(rooms: readonly TypingRoom[]): Promise<boolean> {
  for (const { server, name, characters } of rooms) {
    if (!server.dialect.answersQuestions) continue;
    if ((await newcomerText(server, { room: name, characters })).length !== characters) return false;
  }
  return true;
}
