import { createMemoryDisk, createMemoryLog } from '@scriptorium/persistence';
import { describe, expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { clientVersions, Participant } from './participant.ts';
import { RunningServer } from './runningServer.ts';

describe.each(clientVersions)('y-websocket %i', (version) => {
  it('syncs both ways when two people type', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name: 'letter' });
    const bert = await Participant.join({ url, version, name: 'letter' });
    anna.type('Dear ');
    await bert.whenReads('Dear ');
    bert.type('Carla 🙂');
    await anna.whenReads('Dear Carla 🙂');
  });

  it('shares a room with every other version of itself', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const others = clientVersions.map((each) => new Participant({ url, version: each, name: 'letter' }));
    const anna = await Participant.join({ url, version, name: 'letter' });
    anna.type('Dear all');
    for (const other of others) await other.whenReads('Dear all');
  });

  it('gives somebody who comes late all that was written, and who is there', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name: 'letter', presence: { name: 'Anna' } });
    for (const word of ['one ', 'two ', 'three']) anna.type(word);
    await eventually('the words to be on disk', () => anna.hasEchoOf('one two three'));
    const read: string[] = [];
    const late = await Participant.join({
      url,
      version,
      name: 'letter',
      onSync: (doc) => read.push(doc.getText('text').toString()),
    });
    expect(read).toEqual(['one two three']);
    await eventually('Anna to be seen', () => late.sees(anna)?.name === 'Anna');
  });

  it('shows presence both ways, and its changes', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name: 'letter', presence: { name: 'Anna' } });
    const bert = await Participant.join({ url, version, name: 'letter', presence: { name: 'Bert' } });
    await eventually('Anna to see Bert', () => anna.sees(bert)?.name === 'Bert');
    await eventually('Bert to see Anna', () => bert.sees(anna)?.name === 'Anna');
    bert.awareness.setLocalStateField('cursor', 7);
    await eventually("Anna to see Bert's cursor", () => anna.sees(bert)?.cursor === 7);
  });

  it('is told who is there when it asks', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name: 'letter', presence: { name: 'Anna' } });
    const bert = await Participant.join({ url, version, name: 'letter', presence: null });
    await eventually('Bert to see Anna', () => bert.sees(anna));
    const heard = bert.received.filter(({ kind }) => kind === 'awareness').length;
    bert.sendBytes(new Uint8Array([3]));
    await eventually(
      'an answer',
      () => bert.received.filter(({ kind }) => kind === 'awareness').length > heard,
    );
    expect(bert.sees(anna)).toEqual({ name: 'Anna' });
  });

  it('comes back by itself when the server was restarted, and finds everything', async () => {
    const disk = createMemoryDisk();
    const first = await RunningServer.start({ log: createMemoryLog({ disk }) });
    const url = first.webSocketUrl;
    const anna = await Participant.join({ url, version, name: 'letter' });
    anna.type('before, ');
    await eventually('the echo', () => anna.hasEchoOf('before, '));
    await first.stop();
    await anna.whenDisconnected();
    expect(anna.goodbyes[0]).toEqual({ code: 1001, reason: expect.stringContaining('come back') });
    await RunningServer.start({ log: createMemoryLog({ disk }), port: first.port });
    await anna.whenSynced();
    anna.type('after');
    const bert = await Participant.join({ url, version, name: 'letter' });
    await bert.whenReads('before, after');
  });

  it('brings what was typed offline when it comes back', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = await Participant.join({ url, version, name: 'letter' });
    const bert = await Participant.join({ url, version, name: 'letter' });
    anna.type('on the train');
    await bert.whenReads('on the train');
    await eventually('the echo of the first edit', () => anna.hasEchoOf('on the train'));
    anna.disconnect();
    anna.type(', in the tunnel');
    bert.type(' again');
    await bert.whenReads('on the train again');
    anna.connect();
    await eventually(
      'both to read the same',
      () => anna.text === bert.text && bert.text.includes(', in the tunnel'),
    );
    expect(anna.text).toContain(' again');
    await eventually('the echo of the offline edit', () => anna.hasEchoOf(', in the tunnel'));
  });

  it('brings what was typed before it was ever connected', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = new Participant({ url, version, name: 'letter' });
    anna.type('typed at once');
    const bert = await Participant.join({ url, version, name: 'letter' });
    await bert.whenReads('typed at once');
    await eventually('the echo', () => anna.hasEchoOf('typed at once'));
  });
});
