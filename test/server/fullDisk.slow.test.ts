import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { openLevelInspection, parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { Program, temporaryDirectory } from './program.ts';
import { type SmallDisk, smallDisk } from './smallDisk.ts';

const documentName = 'minutes';
const otherName = 'agenda';
const otherText = 'nothing on it';
const megabyte = 2 ** 20;
/** A line is long, so that some dozens of them fill what is left, and can't be compressed. */
const lineBytes = 15_000;
/** Only a busy machine takes as long. */
const limitMs = 60_000;

it(
  'S8: a server whose disk is full relays, says so, calls nothing saved, and saves everything once when there is room again',
  async () => {
    const disk = await smallDisk(24 * megabyte);
    const server = await Program.serve({ data: disk.data, args: ['--idle-seconds', '0'] });
    const [anna, ben] = await twoWriters(server);
    await disk.fill(server, megabyte / 2);
    await suffer({ server, disk, cause: disk.refusals.full, writers: [anna, ben] });
    await disk.free(server);
    await recover({ server, disk, writers: [anna, ben] });
  },
  limitMs,
);

it(
  'S8: a server whose data directory becomes read-only does the same',
  async () => {
    const disk = await smallDisk(64 * megabyte);
    const server = await Program.serve({ data: disk.data, args: ['--idle-seconds', '0'] });
    const [anna, ben] = await twoWriters(server);
    await disk.makeReadOnly(server);
    await suffer({ server, disk, cause: disk.refusals.readOnly, writers: [anna, ben] });
    await disk.makeWritable(server);
    await recover({ server, disk, writers: [anna, ben] });
  },
  limitMs,
);

/** An unmodified client whose person numbers the lines. */
class Writer {
  readonly client: Participant;
  readonly #name: string;
  readonly lines: string[] = [];
  readonly #echoed = new Set<string>();
  #heard = 0;

  constructor(name: string, client: Participant) {
    this.#name = name;
    this.client = client;
  }

  write(): void {
    const head = `<${this.#name} ${this.lines.length}>`;
    this.lines.push(head);
    this.client.type(head + randomBytes(lineBytes).toString('base64'));
  }

  /** The lines that this writer was told are saved: those that the server has sent back. */
  get saved(): readonly string[] {
    const { received } = this.client;
    for (; this.#heard < received.length; this.#heard += 1) {
      const message = received[this.#heard];
      if (message?.kind === 'update') for (const line of headsIn(message.update)) this.#echoed.add(line);
    }
    return this.lines.filter((line) => this.#echoed.has(line));
  }
}

interface Scene {
  readonly server: Program;
  readonly disk: SmallDisk;
  readonly writers: readonly [Writer, Writer];
}

async function twoWriters(server: Program): Promise<readonly [Writer, Writer]> {
  const url = server.webSocketUrl;
  await writeOther(url);
  const anna = new Writer('anna', await Participant.join({ url, name: documentName, version: 3 }));
  const ben = new Writer('ben', await Participant.join({ url, name: documentName, version: 2 }));
  anna.write();
  await eventually('the first line to be saved', () => anna.saved.length === 1);
  return [anna, ben];
}

/** A document that is closed again when the disk refuses. */
async function writeOther(url: string): Promise<void> {
  const author = await Participant.join({ url, name: otherName });
  author.type(otherText);
  await eventually('the other document to be saved', () => author.hasEchoOf(otherText));
  author.close();
}

/** Writes until the disk refuses, and beyond. */
async function suffer({ server, disk, writers, cause }: Scene & { readonly cause: RegExp }): Promise<void> {
  const [anna, ben] = writers;
  await eventually(
    'the server to say that it can not save',
    async () => {
      for (const writer of writers) writer.write();
      return (await readiness(server)).status === 503;
    },
    limitMs / 2,
  );
  expect((await readiness(server)).text).toMatch(cause);
  for (let i = 0; i < 20; i += 1) for (const writer of writers) writer.write();
  await eventually('both to read the same', () => anna.client.text === ben.client.text, limitMs / 2);
  expect(anna.saved.length).toBeLessThan(anna.lines.length);
  await expectOnDisk(disk, writers);
  await eventually('the server to have tried again', async () => (await failedWrites(server)) > 3);
  // Who only wants to read can do so all the while, in a document that nobody has open.
  const reader = await Participant.join({ url: server.webSocketUrl, name: otherName });
  expect(reader.text).toBe(otherText);
  reader.close();
  expect((await fetch(`${server.httpUrl}/api/v1/documents`)).status).toBe(200);
}

async function failedWrites({ httpUrl }: Program): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return Number(/^scriptorium_failed_writes_total (\d+)$/m.exec(text)?.[1]);
}

/** What a power cut would leave now has all that a writer was told is saved. */
async function expectOnDisk(disk: SmallDisk, writers: readonly Writer[]): Promise<void> {
  const saved = writers.flatMap((writer) => writer.saved);
  const directory = join(await temporaryDirectory(), 'copy');
  // Neither the socket nor the file that the server tries the disk with.
  await cp(disk.data, directory, {
    recursive: true,
    filter: (source) => !/control\.sock|headroom/.test(source),
  });
  const stored = new Set(await storedLines(directory));
  expect(saved.filter((line) => !stored.has(line))).toEqual([]);
  expect(saved.length).toBeGreaterThan(0);
}

async function recover({ server, disk, writers }: Scene): Promise<void> {
  const [anna, ben] = writers;
  await eventually(
    'the server to be ready again',
    async () => (await readiness(server)).status === 200,
    limitMs / 2,
  );
  anna.write();
  for (const writer of writers)
    await eventually(
      'everything to be saved',
      () => writer.saved.length === writer.lines.length,
      limitMs / 2,
    );
  const newcomer = await Participant.join({ url: server.webSocketUrl, name: documentName });
  await newcomer.whenReads(anna.client.text);
  for (const writer of writers) writer.client.close();
  newcomer.close();
  expect((await server.end('SIGTERM')).code).toBe(0);

  const lines = await storedLines(disk.data);
  for (const { lines: own } of [anna, ben]) expect(lines.filter((line) => own.includes(line))).toEqual(own);
  const check = await new Program(['check', '--data', disk.data]).whenEnded();
  expect(check).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^2 documents, \d+ entries, \d+ bytes: sound\n$/),
  });
}

async function readiness(server: Program): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${server.httpUrl}/readyz`);
  return { status: response.status, text: await response.text() };
}

/** The heads of the lines in the order of the log, each as often as it is stored. */
async function storedLines(directory: string): Promise<readonly string[]> {
  const inspection = await openLevelInspection({ directory });
  const lines: string[] = [];
  for await (const finding of inspection.inspect(parseDocumentName(documentName)))
    if (finding.kind === 'entry') lines.push(...headsIn(finding.entry.update));
  await inspection.close();
  return lines;
}

function headsIn(update: Uint8Array): readonly string[] {
  return (
    Buffer.from(update)
      .toString('latin1')
      .match(/<\w+ \d+>/g) ?? []
  );
}
