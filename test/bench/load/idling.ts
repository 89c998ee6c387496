import { Client, type Server } from './client.ts';
import type { LoadOf, LoadOrder, LoadResult } from './order.ts';
import { settledMemory } from './probe.ts';
import { Span, whenQuiet } from './span.ts';

/** So many connect at the same time. */
const connectingAtOnce = 50;

/** Many have a document open and do nothing. */
export async function runIdling(server: Server, order: LoadOrder<LoadOf<'idling'>>): Promise<LoadResult> {
  const { rooms, connections } = order.load;
  let lost = 0;
  const onLost = (): void => {
    lost += 1;
  };
  const before = await settledMemory(order);
  const span = new Span(server.pid);
  for (let first = 0; first < connections; first += connectingAtOnce) {
    const places = [...Array(Math.min(connectingAtOnce, connections - first)).keys()];
    await Promise.all(
      places.map((place) => Client.join({ server, room: `idle-${(first + place) % rooms}`, onLost })),
    );
  }
  await whenQuiet(server.pid);
  const used = span.end();
  const after = await settledMemory(order);
  return {
    figures: {
      residentKiB: (after.residentBytes - before.residentBytes) / connections / 1024,
      heldKiB: (after.heldBytes - before.heldBytes) / connections / 1024,
      connectMs: (used.serverCpuSeconds * 1000) / connections,
    },
    complete: lost === 0,
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: 0,
  };
}
