import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { clientVersions, Participant } from './participant.ts';
import { Program, temporaryDirectory } from './program.ts';

const name = 'letter';
const stopMsMax = 5000;

it.each(['SIGTERM', 'SIGINT'] as const)(
  'an edit that was sent just before is there after a restart when the program gets a %s',
  async (signal) => {
    const data = await temporaryDirectory();
    const program = await Program.serve({ data });
    const anna = await Participant.join({ url: program.webSocketUrl, name });
    anna.type('the last words');
    const startMs = performance.now();
    const ending = await program.end(signal);
    expect(performance.now() - startMs).toBeLessThan(stopMsMax);
    expect(ending).toMatchObject({ code: 0, stderr: '' });
    await eventually('the goodbye', () => anna.goodbyes.length > 0);
    expect(anna.goodbyes[0]?.code).toBe(1001);
    anna.close();
    const again = await Program.serve({ data });
    const reader = await Participant.join({ url: again.webSocketUrl, name });
    expect(reader.text).toBe('the last words');
  },
);

it('every client comes back to the restarted program and goes on', async () => {
  const data = await temporaryDirectory();
  const program = await Program.serve({ data });
  const { port } = program;
  const clients = await Promise.all(
    clientVersions.map((version) => Participant.join({ url: program.webSocketUrl, name, version })),
  );
  for (const client of clients) client.type('before ');
  expect(await program.end('SIGTERM')).toMatchObject({ code: 0 });
  for (const client of clients) client.type('meanwhile ');
  await Program.serve({ data, port });
  for (const client of clients) await client.whenSynced();
  for (const client of clients) client.type('after ');
  const expected = ['after', 'before', 'meanwhile'].flatMap((word) => clients.map(() => word));
  for (const client of clients)
    await eventually('all words of all clients', () => {
      expect(client.text.trim().split(' ').sort()).toEqual(expected);
      return true;
    });
});

it('the program ends at once when nobody is there', async () => {
  const program = await Program.serve({ data: await temporaryDirectory() });
  expect(await program.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
});

it('the program ends with 1 by its deadline and names the document when the disk is full (S9, S25)', async () => {
  const program = await Program.serve({ data: await temporaryDirectory(), args: ['--stop-seconds', '1'] });
  const anna = await Participant.join({ url: program.webSocketUrl, name });
  fillDisk(program);
  anna.type('nowhere to put this');
  await untilReadiness(program, 503);
  expect(anna.isConnected).toBe(true);
  anna.close();
  const startMs = performance.now();
  const ending = await program.end('SIGTERM');
  expect(ending.code).toBe(1);
  expect(program.told('unsaved', 'stopped')).toMatchObject([{ level: 'error', document: 'letter' }]);
  expect(performance.now() - startMs).toBeGreaterThan(900);
  expect(performance.now() - startMs).toBeLessThan(stopMsMax);
});

it('all is saved and echoed when a full disk has room again, and is there after a SIGKILL (S8)', async () => {
  const data = await temporaryDirectory();
  const program = await Program.serve({ data });
  const anna = await Participant.join({ url: program.webSocketUrl, name });
  const bert = await Participant.join({ url: program.webSocketUrl, name });
  anna.type('before, ');
  await eventually('the echo', () => anna.hasEchoOf('before, '));
  fillDisk(program);
  for (const word of ['while ', 'the ', 'disk ', 'was ', 'full, ']) anna.type(word);
  await bert.whenReads('before, while the disk was full, ');
  await untilReadiness(program, 503);
  expect(anna.hasEchoOf('full')).toBe(false);
  mendDisk(program);
  await eventually('the echo', () => anna.hasEchoOf('while the disk was full, '));
  await untilReadiness(program, 200);
  anna.type('after');
  await eventually('the echo', () => anna.hasEchoOf('after'));
  for (const client of [anna, bert]) client.close();
  await program.end('SIGKILL');
  const again = await Program.serve({ data });
  const reader = await Participant.join({ url: again.webSocketUrl, name });
  expect(reader.text).toBe('before, while the disk was full, after');
});

/** From now on the program can't make any file longer: what its database sees is a disk that refuses. */
function fillDisk({ pid }: Program): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=0:']);
}

function mendDisk({ pid }: Program): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:']);
}

async function untilReadiness({ httpUrl }: Program, status: number): Promise<void> {
  await eventually(
    `/readyz to say ${status}`,
    async () => (await fetch(`${httpUrl}/readyz`)).status === status,
  );
}
