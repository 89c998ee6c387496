import type { Server } from './client.ts';
import { newcomerText } from './newcomer.ts';
import type { LoadOf, LoadOrder, LoadResult } from './order.ts';
import { readPaper } from './paper.ts';
import { settledMemory } from './probe.ts';
import { Span, whenQuiet } from './span.ts';
import { bringDocument } from './taking.ts';
import { textOf } from './text.ts';

/** Somebody brings a document into a room of its own and stays there; so do many. */
export async function runHolding(server: Server, order: LoadOrder<LoadOf<'holding'>>): Promise<LoadResult> {
  const { full } = readPaper(order.paperFolder);
  const { documents } = order.load;
  const before = await settledMemory(order);
  const span = new Span(server.pid);
  for (let index = 0; index < documents; index += 1) await bringDocument(server, `paper-${index}`, full);
  await whenQuiet(server.pid, order.afterworkMs);
  const used = span.end();
  const after = await settledMemory(order);
  const text = textOf(full);
  const rooms = ['paper-0', `paper-${documents - 1}`];
  const found = await Promise.all(
    rooms.map((room) => newcomerText(server, { room, characters: text.length })),
  );
  const perDocument = 2 ** 20 * documents;
  return {
    figures: {
      residentMiB: (after.residentBytes - before.residentBytes) / perDocument,
      heldMiB: (after.heldBytes - before.heldBytes) / perDocument,
      documentBytes: full.length,
    },
    complete: found.every((each) => each === text),
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: 0,
  };
}
