import { expect, it, onTestFinished } from 'vitest';
import { Author, textOf } from './author.ts';
import { eventually } from './deadline.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { StreamLine, type StreamLineOptions } from './streamLine.ts';

const path = 'letter';
const limitMs = 40_000;

async function openLine({ httpUrl }: RunningServer, options: StreamLineOptions = {}): Promise<StreamLine> {
  const line = new StreamLine(`${httpUrl}/${path}`, [], options);
  line.on('error', () => {});
  onTestFinished(() => line.terminate());
  await eventually('the stream to open', () => line.readyState === StreamLine.OPEN);
  return line;
}

it(
  'a stream ends when the client gives no sign of life, and not as long as it answers pings',
  async () => {
    const server = await RunningServer.start({ limits: { silenceSeconds: 12 } });
    const line = await openLine(server);
    const mute = await openLine(server, { autoPong: false });
    await eventually('the mute one to be ended', () => mute.readyState === 3, limitMs);
    await eventually(
      'the other to be asked once more',
      () => line.heard.split('event: ping').length > 2,
      15_000,
    );
    expect(line.readyState).toBe(StreamLine.OPEN);
    expect(mute.heard).toContain('event: ping');
  },
  limitMs,
);

it(
  'a stream that nobody reads is told later what it missed, and others feel nothing',
  async () => {
    const server = await RunningServer.start();
    const slow = await RawClient.join({ url: server.httpUrl, path });
    slow.stopReading();
    const writer = await RawClient.join({ url: server.webSocketUrl, path });
    const author = new Author(1);
    for (let round = 0; round < 300; round += 1) writer.type(author.type('v'.repeat(50_000)));
    const lagging = async () =>
      /^scriptorium_connections_lagging 1$/m.test(await (await fetch(`${server.httpUrl}/metrics`)).text());
    await eventually('it to lag', lagging);
    await writer.read();
    slow.readOn();
    await eventually('it to have all', () => textOf(slow.updates).length === 300 * 50_000, limitMs);
    expect(slow.updates.length).toBeLessThan(300);
  },
  limitMs,
);
