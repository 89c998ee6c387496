import { schema } from '@scriptorium/editor';
import { yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import type { Trace } from '../../demo/trace.ts';
import { PlainClient } from '../../plainClient.ts';
import type { Stage } from '../stage.ts';
import type { Visitor } from '../visitor.ts';
import { Gate } from './gate.ts';
import { Keys } from './keys.ts';
import { readScript } from './oracle.ts';
import { Typist } from './typist.ts';

export interface SessionOptions {
  readonly stage: Stage;
  readonly trace: Trace;
  /** How many of the recording's edits are typed, from its start. */
  readonly count: number;
  readonly document: string;
  readonly onProgress?: (typed: number) => void;
}

/** What is there at the end. */
export interface SessionReport {
  readonly edits: number;
  readonly seconds: number;
  /** How often something of the other came into one of the pages. */
  readonly merges: number;
  /** What the recording comes to. */
  readonly wanted: string;
  /** What each page shows, in lines. */
  readonly shown: readonly string[];
  /** The document of each page, as ProseMirror has it, and what y-prosemirror reads from the server's bytes. */
  readonly documents: readonly unknown[];
  readonly rebuilt: unknown;
  /** What a client reads from a server that was killed and started anew, after everybody has left. */
  readonly stored: string;
}

const progressMs = 1000;

/** Two people type the recording at two pages. Both pages have said "Saved" by the end of it. */
export async function typeSession(options: SessionOptions): Promise<SessionReport> {
  const { stage, document, trace, count } = options;
  const gates = await Promise.all([Gate.build(stage.serverPort), Gate.build(stage.serverPort)]);
  try {
    const script = readScript(trace, count);
    const startMs = performance.now();
    const { visitors, typists } = await seat(options, gates, script.scenes);
    await typeAll(typists, options.onProgress);
    for (const gate of gates) gate.open();
    await Promise.all(typists.map((typist) => typist.whenShows(script.end)));
    await Promise.all(visitors.map((visitor) => visitor.whenSaving(/^Saved$/)));
    return {
      edits: script.scenes.length,
      seconds: (performance.now() - startMs) / 1000,
      merges: typists.reduce((sum, { merges }) => sum + merges, 0),
      wanted: script.end,
      shown: await Promise.all(visitors.map(async (visitor) => (await visitor.blocks()).join('\n'))),
      documents: await Promise.all(visitors.map(({ content }) => content.evaluate(readDocument))),
      rebuilt: await rebuild(stage, document),
      stored: await readStored(stage, document, visitors),
    };
  } finally {
    for (const gate of gates) gate.close();
  }
}

type Scenes = ReturnType<typeof readScript>['scenes'];

/** Both at their pages, in a document of one empty paragraph. The first writer is at the page whose client id is lower. */
async function seat(
  { stage, document }: SessionOptions,
  gates: readonly Gate[],
  scenes: Scenes,
): Promise<{ readonly visitors: readonly Visitor[]; readonly typists: readonly Typist[] }> {
  const names = ['Ada', 'Béla'];
  const seats = await Promise.all(
    gates.map(async (gate, index) => {
      const visitor = await stage.visit({ name: names[index] ?? '', baseURL: gate.url });
      await visitor.open(document);
      return { visitor, gate, keys: new Keys(visitor), client: 0 };
    }),
  );
  const written = await writeInTurn(seats);
  const ordered = written.toSorted((a, b) => a.client - b.client);
  const typists = ordered.map((each, agent) => {
    each.gate.shut();
    return new Typist({ ...each, scenes: scenes.filter(({ edit }) => edit.agent === agent) });
  });
  return { visitors: ordered.map(({ visitor }) => visitor), typists };
}

interface Seat {
  readonly visitor: Visitor;
  readonly gate: Gate;
  readonly keys: Keys;
  readonly client: number;
}

/** Each writes a letter, which tells her page's client id, and takes it away again. */
async function writeInTurn(seats: readonly Seat[]): Promise<readonly Seat[]> {
  const written: Seat[] = [];
  for (const seat of seats) {
    await seat.visitor.typeAtEnd('x');
    await whenAllShow(seats, 'x');
    written.push({ ...seat, client: seat.gate.sent.at(-1)?.client ?? 0 });
    await seat.keys.backspace();
    await whenAllShow(seats, '');
  }
  return written;
}

async function whenAllShow(seats: readonly Seat[], text: string): Promise<void> {
  const typists = seats.map((seat) => new Typist({ ...seat, scenes: [] }));
  await Promise.all(typists.map((typist) => typist.whenShows(text)));
}

async function typeAll(
  [first, second]: readonly Typist[],
  onProgress: SessionOptions['onProgress'] = () => {},
): Promise<void> {
  if (!first || !second) throw new RangeError('There are two');
  const timer = setInterval(() => onProgress(first.typedCount + second.typedCount), progressMs);
  try {
    await Promise.all([first.typeEverything(second), second.typeEverything(first)]);
  } finally {
    clearInterval(timer);
  }
}

/** ProseMirror keeps at each element what it draws there. Runs in the page. */
function readDocument(content: Element): unknown {
  const { pmViewDesc } = content as unknown as {
    readonly pmViewDesc: { readonly node: { toJSON(): unknown } };
  };
  return pmViewDesc.node.toJSON();
}

async function rebuild(stage: Stage, document: string): Promise<unknown> {
  const client = new PlainClient({ url: stage.webSocketUrl, room: document });
  try {
    await client.whenSynced();
    const doc = yXmlFragmentToProseMirrorRootNode(client.doc.getXmlFragment('prosemirror'), schema);
    // As it comes from a page, where attributes are objects like all others.
    return structuredClone(doc.toJSON());
  } finally {
    client.close();
  }
}

/** They leave first, so that nothing but the disk can bring the text back. */
async function readStored(stage: Stage, document: string, visitors: readonly Visitor[]): Promise<string> {
  await Promise.all(visitors.map((visitor) => visitor.leave()));
  await stage.killServer();
  await stage.startServer();
  return (await stage.readBlocks(document)).join('\n');
}
