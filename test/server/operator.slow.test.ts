import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { Program, temporaryDirectory } from './program.ts';
import { RawClient } from './rawClient.ts';

it('the program tells as JSON lines that it listens, stops and has stopped, and nothing that anybody wrote or showed', async () => {
  const program = await Program.serve({
    data: await temporaryDirectory(),
    args: ['--log-level', 'debug', '--metrics-token', 'watchword'],
  });
  const url = program.webSocketUrl;
  const anna = await Participant.join({ url, name: 'letter' });
  anna.type('dear diary');
  await eventually('the echo', () => anna.hasEchoOf('dear diary'));
  const stranger = await RawClient.connect({ url, path: 'letter?token=open-sesame' });
  stranger.sendBytes(Uint8Array.of(99, ...Buffer.from('hearsay')));
  await stranger.whenClosed();
  await fetch(`${program.httpUrl}/metrics`, { headers: { authorization: 'Bearer guessed' } });
  const { code, stdout, stderr } = await program.end('SIGTERM');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const events = program.told('listening', 'refused', 'stopping', 'stopped').map(({ event }) => event);
  expect(events).toEqual(['listening', 'refused', 'stopping', 'stopped']);
  expect(stdout.trim().split('\n')).toHaveLength(4);
  expect(stdout).not.toMatch(/diary|sesame|hearsay|watchword|guessed/);
});

it('the program goes on serving when nobody reads its log any more', async () => {
  const program = await Program.serve({ data: await temporaryDirectory(), args: ['--log-level', 'debug'] });
  program.stopReading();
  const url = program.webSocketUrl;
  const stranger = await RawClient.connect({ url, path: 'letter' });
  stranger.sendBytes(Uint8Array.of(99));
  await stranger.whenClosed();
  expect((await fetch(`${program.httpUrl}/healthz`)).status).toBe(200);
});
