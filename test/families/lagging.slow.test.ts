import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { Author } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { Program, temporaryDirectory } from '../server/program.ts';
import { RawClient } from '../server/rawClient.ts';

const people = 50;
const updatesEach = 80;
const updateBytes = 4096;
const documentBytes = people * updatesEach * updateBytes;
const limitMs = 60_000;

/** What a metric says now. */
async function tell({ httpUrl }: Program, metric: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `));
  return Number(line?.split(' ').at(-1));
}

function docOf(client: RawClient): Y.Doc {
  const doc = new Y.Doc();
  for (const message of client.received)
    if (message.kind === 'syncStep2' || message.kind === 'update') Y.applyUpdate(doc, message.update);
  return doc;
}

it(
  'a client that stops reading while 50 type costs no more than the document, and has all of it when it reads on',
  async () => {
    const program = await Program.serve({ data: await temporaryDirectory() });
    const options = { url: program.webSocketUrl, path: 'busy' };
    const laggard = await RawClient.join(options);
    laggard.stopReading();
    const typists = await Promise.all(Array.from({ length: people }, () => RawClient.join(options)));
    const authors = typists.map(() => new Author());
    for (let round = 0; round < updatesEach; round += 1) {
      for (const [place, typist] of typists.entries())
        typist.type(authors[place]?.type('x'.repeat(updateBytes)) ?? new Uint8Array());
    }
    await eventually(
      'the server to have all',
      async () => {
        const [first] = typists;
        const state = await first?.read();
        return state !== undefined && state.length > documentBytes;
      },
      limitMs,
    );
    await eventually(
      'only one to lag',
      async () => (await tell(program, 'scriptorium_connections_lagging')) === 1,
      limitMs,
    );
    const queued = await tell(program, 'scriptorium_queue_bytes{queue="sockets"}');
    // They write as fast as they can: what one window holds, or one diff for who drained for a moment, is most of it on a busy machine.
    expect(queued).toBeLessThan(documentBytes);
    laggard.readOn();
    await eventually(
      'the laggard to have all',
      () => docOf(laggard).getText('text').length === people * updatesEach * updateBytes,
      limitMs,
    );
    const newcomer = await RawClient.join(options);
    await eventually(
      'the newcomer to have all',
      () => newcomer.received.some(({ kind }) => kind === 'syncStep2'),
      limitMs,
    );
    expect(docOf(laggard).getText('text').toString()).toBe(docOf(newcomer).getText('text').toString());
    expect(await tell(program, 'scriptorium_connections_lagging')).toBe(0);
  },
  3 * limitMs,
);
