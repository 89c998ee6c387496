import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openLevelLog, parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { type Ending, Program, temporaryDirectory } from './program.ts';

/** What makes a backup take a while: so much that nobody can compress. */
const bulkDocuments = 48;
const bulkBytes = 2 ** 20;
/** Only a busy machine takes as long. */
const limitMs = 60_000;

function run(...args: readonly string[]): Promise<Ending> {
  return new Program(args).whenEnded();
}

/** A data directory with a bulk of documents of random bytes, which no Yjs wrote. */
async function bulkyData(): Promise<string> {
  const data = join(await temporaryDirectory(), 'data');
  const log = await openLevelLog({ directory: data });
  for (let i = 0; i < bulkDocuments; i += 1) {
    const update = new Uint8Array(bulkBytes);
    for (let at = 0; at < bulkBytes; at += 2 ** 16) crypto.getRandomValues(update.subarray(at, at + 2 ** 16));
    await log.append(parseDocumentName(`bulk ${i}`), [{ timeMs: i, author: '', update }]);
  }
  await log.close();
  return data;
}

/** Types numbered lines, each when the one before is saved, until told to stop. */
class Typist {
  readonly client: Participant;
  readonly saved: string[] = [];
  isStopped = false;

  constructor(client: Participant) {
    this.client = client;
  }

  async typeOn(): Promise<void> {
    while (!this.isStopped) {
      const line = `<line ${this.saved.length}>`;
      this.client.type(line);
      await eventually('a line to be saved', () => this.#hears(line), limitMs / 2);
      this.saved.push(line);
    }
  }

  /** What the server sends back is on its disk. */
  #hears(line: string): boolean {
    const isEcho = this.client.received.some(
      (message) => message.kind === 'update' && Buffer.from(message.update).includes(line),
    );
    if (isEcho) this.client.received.length = 0;
    return isEcho;
  }
}

it(
  'a backup that is made while people write holds all that was saved before it, and can be checked and served',
  async () => {
    const data = await bulkyData();
    const to = join(await temporaryDirectory(), 'backups', 'one');
    const server = await Program.serve({ data });
    const names = ['minutes', 'agenda', 'letter'];
    const typists = await Promise.all(
      names.map(async (name) => new Typist(await Participant.join({ url: server.webSocketUrl, name }))),
    );
    const typing = typists.map((typist) => typist.typeOn());
    await eventually(
      'everybody to have saved something',
      () => typists.every(({ saved }) => saved.length > 5),
      limitMs / 2,
    );

    const before = typists.map(({ saved }) => [...saved]);
    const backup = await run('backup', '--data', data, '--to', to);
    expect(backup).toMatchObject({ code: 0, stderr: '' });
    expect(backup.stdout).toMatch(/^51 documents, \d+ entries, \d+ bytes: copied to .*one\n$/);
    const savedMeanwhile = typists.map(({ saved }, i) => saved.length - (before[i]?.length ?? 0));
    for (const typist of typists) typist.isStopped = true;
    await Promise.all(typing);
    expect(Math.min(...savedMeanwhile)).toBeGreaterThan(0);

    for (const name of names)
      expect(await run('check', '--data', to, '--document', name)).toMatchObject({ code: 0, stderr: '' });
    const copy = await Program.serve({ data: to });
    for (const [i, name] of names.entries()) {
      const reader = await Participant.join({ url: copy.webSocketUrl, name });
      expect(reader.text.startsWith((before[i] ?? []).join(''))).toBe(true);
      expect(typists[i]?.client.text.startsWith(reader.text)).toBe(true);
    }
    await copy.end('SIGTERM');
    for (const { client } of typists) client.close();
    expect((await server.end('SIGTERM')).code).toBe(0);
  },
  limitMs,
);

it(
  'a server that is killed while it makes a backup leaves sound data, and nothing that is taken for a backup',
  async () => {
    const data = await bulkyData();
    const backups = await temporaryDirectory();
    const to = join(backups, 'one');
    const server = await Program.serve({ data });
    const client = await Participant.join({ url: server.webSocketUrl, name: 'minutes' });
    client.type('saved');
    await eventually('the line to be saved', () => client.hasEchoOf('saved'));
    const command = new Program(['backup', '--data', data, '--to', to]);
    const incomplete = await eventually('the backup to have begun', async () => {
      const [found] = await readdir(backups);
      return found !== undefined && (await bytesIn(join(backups, found))) > 4 * bulkBytes ? found : undefined;
    });
    await server.end('SIGKILL');
    expect(await command.whenEnded()).toMatchObject({
      code: 2,
      stderr: 'scriptorium: The server ended before the backup was written. Try again.\n',
    });
    client.close();

    expect(await readdir(backups)).toEqual([incomplete]);
    const leftover = join(backups, incomplete);
    for (const args of [['check'], ['--port', '0']])
      expect(await run(...args, '--data', leftover)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('was not written by Scriptorium'),
      });
    expect(await run('check', '--data', data, '--document', 'minutes')).toMatchObject({ code: 0 });
    // The socket that the killed server left is in nobody's way: neither without a server nor of the next one.
    expect(await run('backup', '--data', data, '--to', to)).toMatchObject({ code: 0 });
    const next = await Program.serve({ data });
    expect(await run('backup', '--data', data, '--to', `${to} again`)).toMatchObject({ code: 0 });
    const reader = await Participant.join({ url: next.webSocketUrl, name: 'minutes' });
    expect(reader.text).toBe('saved');
  },
  limitMs,
);

it(
  'a backup that its operator ends leaves nothing, and the next one is made',
  async () => {
    const data = await bulkyData();
    const backups = await temporaryDirectory();
    const server = await Program.serve({ data });
    // Both begin at once, since a command takes as long to start as such a backup takes.
    const commands = ['one', 'two'].map(
      (name) => new Program(['backup', '--data', data, '--to', join(backups, name)]),
    );
    const refused = await Promise.race(
      commands.map(async (each) => ({ each, ending: await each.whenEnded() })),
    );
    expect(refused.ending).toMatchObject({ code: 2, stderr: expect.stringContaining('Another backup') });
    for (const command of commands) if (command !== refused.each) await command.end('SIGINT');
    await eventually('nothing to be left', async () => (await readdir(backups)).length === 0);
    expect(await run('backup', '--data', data, '--to', join(backups, 'three'))).toMatchObject({ code: 0 });
    expect((await server.end('SIGTERM')).code).toBe(0);
  },
  limitMs,
);

it(
  'the control socket is for its owner only, and gone when the server has ended',
  async () => {
    const data = join(await temporaryDirectory(), 'data');
    const server = await Program.serve({ data });
    const socket = await stat(join(data, 'control.sock'));
    expect(socket.isSocket()).toBe(true);
    expect(socket.mode & 0o777).toBe(0o600);
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(await readdir(data)).not.toContain('control.sock');
  },
  limitMs,
);

it(
  'check and backup say in one line what is in their way',
  async () => {
    const place = await temporaryDirectory();
    const data = join(place, 'data');
    const server = await Program.serve({ data });
    const refusals = [
      [['check', '--data', data], 'Another process is using the data directory'],
      [['check', '--data', join(place, 'nothing')], 'There is no database'],
      [['backup', '--data', join(place, 'nothing'), '--to', join(place, 'b')], 'There is no database'],
      [['backup', '--data', data, '--to', data], 'There is something in'],
      [['backup', '--data', data], '--to is missing'],
      [['mend'], 'There is no command "mend"'],
    ] as const;
    for (const [args, message] of refusals) {
      const { code, stdout, stderr } = await run(...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^scriptorium: [^\n]+\n$/);
      expect(stderr).toContain(message);
    }
    expect(await readdir(place)).toEqual(['data']);
    await server.end('SIGTERM');
    expect(await run('check', '--data', join(place, 'nothing'), '--document', 'x')).toMatchObject({
      code: 2,
    });
    const missing = await run('check', '--data', data, '--document', 'x');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no document "x"') });
  },
  limitMs,
);

it(
  'a server whose data directory has too long a path for a socket serves all the same',
  async () => {
    const data = join(await temporaryDirectory(), 'd'.repeat(120));
    await mkdir(data);
    const server = await Program.serve({ data });
    expect(server.stdout).toContain('too long for a socket');
    const refused = await run('backup', '--data', data, '--to', `${data}-backup`);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Another process is using') });
    expect((await server.end('SIGTERM')).code).toBe(0);
    expect(await run('backup', '--data', data, '--to', `${data}-backup`)).toMatchObject({ code: 0 });
  },
  limitMs,
);

async function bytesIn(directory: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(directory)).map((file) => stat(join(directory, file)).then(({ size }) => size)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
