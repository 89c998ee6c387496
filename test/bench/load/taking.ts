import { Client, type Server } from './client.ts';
import { newcomerText } from './newcomer.ts';
import type { LoadOf, LoadOrder, LoadResult } from './order.ts';
import { readPaper } from './paper.ts';
import { Span, type Usage, whenQuiet } from './span.ts';
import { textOf } from './text.ts';

/** Taken before anything is measured. */
const warmUpDocuments = 3;

/** Somebody brings a document that the server lacks, into a room of its own: again and again, and each stays open. */
export async function runTaking(server: Server, order: LoadOrder<LoadOf<'taking'>>): Promise<LoadResult> {
  const { full } = readPaper(order.paperFolder);
  const { documents } = order.load;
  const bring = async (name: string, count: number): Promise<Usage> => {
    const span = new Span(server.pid);
    for (let index = 0; index < count; index += 1) await bringDocument(server, `${name}-${index}`, full);
    await whenQuiet(server.pid, order.afterworkMs);
    return span.end();
  };
  await bring('warm', warmUpDocuments);
  const used = await bring('paper', documents);
  const text = textOf(full);
  const rooms = ['paper-0', `paper-${documents - 1}`];
  const found = await Promise.all(
    rooms.map((room) => newcomerText(server, { room, characters: text.length })),
  );
  return {
    figures: { cpuMs: (used.serverCpuSeconds * 1000) / documents, documentBytes: full.length },
    complete: found.every((each) => each === text),
    serverBusy: used.serverBusy,
    generatorBusy: used.generatorBusy,
    lateP99Ms: 0,
  };
}

/** Resolves when the server has asked for the document and was sent it. */
export async function bringDocument(server: Server, room: string, update: Uint8Array): Promise<Client> {
  let onAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    onAsked = resolve;
  });
  const client = await Client.connect({
    server,
    room,
    answer: () => {
      onAsked();
      return update;
    },
  });
  await asked;
  return client;
}
