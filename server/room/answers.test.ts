import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { usualLimits } from '../limits/limits.ts';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import { name, RoomsHarness } from './roomsHarness.fixture.ts';

const nothing = Uint8Array.of(0);

/** A room in which somebody wrote, and deleted so much that naming it takes some bytes. */
async function written() {
  const harness = new RoomsHarness({ limits: usualLimits });
  const { room, member } = await harness.join(new Recorder('ada'));
  await harness.type(room, member, 'x'.repeat(2000));
  const body = member.doc.getText('body');
  const before = Y.encodeStateVector(member.doc);
  member.doc.transact(() => {
    for (let at = 1000; at > 0; at -= 2) body.delete(at, 1);
  });
  room.receive(member, { kind: 'update', update: Y.encodeStateAsUpdate(member.doc, before) });
  await harness.clock.pass(100);
  return { harness, room, ada: member };
}

it('all who ask the same are given one message, so that it is framed once', async () => {
  const { harness } = await written();
  const crowd = await Promise.all(Array.from({ length: 20 }, () => harness.join()));
  expect(new Set(crowd.map(({ member }) => member.heard('syncStep1')[0])).size).toBe(1);
  expect(new Set(crowd.map(({ member }) => member.heard('syncStep2')[0])).size).toBe(1);
});

it('who asks after an edit is given a newer answer', async () => {
  const { harness, room, ada } = await written();
  const { member: early } = await harness.join();
  await harness.type(room, ada, 'news');
  const { member: late } = await harness.join();
  expect(late.text).toBe(ada.text);
  expect(late.heard('syncStep2')[0]).not.toBe(early.heard('syncStep2')[0]);
});

it('an answer is made anew once nobody has asked for it for ten seconds, so that it costs no memory', async () => {
  const { harness } = await written();
  const first = (await harness.join()).member.heard('syncStep2')[0];
  await harness.clock.pass(4000);
  expect((await harness.join()).member.heard('syncStep2')[0]).toBe(first);
  await harness.clock.pass(10_000);
  expect((await harness.join()).member.heard('syncStep2')[0]).not.toBe(first);
});

it('who comes back with known deletions only is confirmed without an echo of them', async () => {
  const { harness, room, ada } = await written();
  const back = new Recorder('ben');
  Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(ada.doc));
  await harness.rooms.join(name, back);
  const answer = Y.encodeStateAsUpdate(back.doc, Y.encodeStateVector(ada.doc));
  expect(answer.length).toBeGreaterThan(1000);
  room.receive(back, { kind: 'syncStep2', update: answer });
  await harness.clock.pass(100);
  expect(back.receipts).toEqual([{ count: 1, settled: 1, updates: [] }]);
});

it('a room that went to sleep has left no timer', async () => {
  const { harness, room, ada } = await written();
  room.receive(ada, { kind: 'syncStep1', vector: nothing });
  room.leave(ada);
  await harness.clock.pass(1000);
  await settle();
  expect([harness.rooms.size, harness.clock.pending]).toEqual([0, 0]);
});
