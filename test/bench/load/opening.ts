import type { Server } from './client.ts';
import { newcomerText } from './newcomer.ts';
import type { LoadOf, LoadOrder, LoadResult } from './order.ts';
import { readPaper } from './paper.ts';
import { Span, whenQuiet } from './span.ts';
import { textOf } from './text.ts';

export const storedRoom = 'paper';

/** Somebody opens a document that the server has in its store and nobody has open. */
export async function runOpening(server: Server, order: LoadOrder<LoadOf<'opening'>>): Promise<LoadResult> {
  const text = textOf(readPaper(order.paperFolder).full);
  const span = new Span(server.pid);
  const startMs = performance.now();
  const found = await newcomerText(server, { room: storedRoom, characters: text.length });
  const syncedMs = performance.now() - startMs;
  const opened = span.end();
  await whenQuiet(server.pid);
  const settled = span.end();
  return {
    figures: {
      cpuMs: opened.serverCpuSeconds * 1000,
      syncedMs,
      afterwardsMs: (settled.serverCpuSeconds - opened.serverCpuSeconds) * 1000,
    },
    complete: found === text,
    serverBusy: 0,
    generatorBusy: 0,
    lateP99Ms: 0,
  };
}
