import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { usualLimits } from '../limits/limits.ts';
import { encodeAwareness } from '../protocol/index.ts';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import type { Room } from './room.ts';
import { name, RoomsHarness } from './roomsHarness.fixture.ts';

/** One who types and one whose socket is full, with what the latter has heard before left out. */
async function two({ isPlain = true } = {}) {
  const harness = new RoomsHarness({ limits: { ...usualLimits, unsavedBytes: 1_000_000 } });
  const ben = new Recorder('ben');
  ben.takesEchoForReceipt = isPlain;
  const { room, member: ada } = await harness.join(new Recorder('ada'));
  await harness.type(room, ada, 'before ');
  await harness.join(ben);
  await harness.clock.pass(100);
  ben.messages.length = 0;
  ben.pressure = 'full';
  return { harness, room, ada, ben };
}

async function typeAll(harness: RoomsHarness, room: Room, author: Recorder): Promise<void> {
  for (const letter of 'abcdef') {
    room.receive(author, author.type(letter));
    await harness.clock.pass(10);
  }
}

function drain(room: Room, member: Recorder): boolean {
  member.pressure = 'none';
  return room.catchUp(member);
}

function present(clientId: number, clock: number, state: string) {
  const update = encodeAwareness([{ clientId, clock, state: new TextEncoder().encode(state) }]);
  return { kind: 'awareness', update } as const;
}

describe('Laggards', () => {
  it.each([true, false])(
    'give a member all it missed as one update when it has drained (plain: %s)',
    async (isPlain) => {
      const { harness, room, ada, ben } = await two({ isPlain });
      await typeAll(harness, room, ada);
      expect(ben.messages).toEqual([]);
      expect(drain(room, ben)).toBe(true);
      expect(ben.messages.map(({ kind }) => kind)).toEqual(['update']);
      expect(ben.text).toBe('before abcdef');
      expect(drain(room, ben)).toBe(false);
      await harness.type(room, ada, ' after');
      expect(ben.text).toBe('before abcdef after');
    },
  );

  it('give a member nothing at all that it did not miss', async () => {
    const { harness, room, ada, ben } = await two();
    await typeAll(harness, room, ada);
    drain(room, ben);
    const [update] = ben.heard('update');
    const held = update && Y.decodeUpdate(update.update).structs;
    expect(held?.map(({ id }) => id.clock)).toEqual([7, 8, 9, 10, 11, 12]);
  });

  it('give a member what was deleted meanwhile, be it nothing else', async () => {
    const { harness, room, ada, ben } = await two();
    const before = Y.encodeStateVector(ada.doc);
    ada.doc.getText('body').delete(0, 3);
    room.receive(ada, { kind: 'update', update: Y.encodeStateAsUpdate(ada.doc, before) });
    await harness.clock.pass(10);
    drain(room, ben);
    expect(ben.text).toBe('ore ');
  });

  it('give a member what still waits for its window when it drains', async () => {
    const { harness, room, ada, ben } = await two();
    await typeAll(harness, room, ada);
    room.receive(ada, ada.type('!'));
    room.receive(ada, ada.type('?'));
    drain(room, ben);
    expect(ben.text).toBe('before abcdef!?');
  });

  it('tell a member once of all that reached the disk meanwhile', async () => {
    const { harness, room, ben } = await two({ isPlain: false });
    await typeAll(harness, room, ben);
    await harness.clock.pass(100);
    expect(ben.receipts).toEqual([]);
    drain(room, ben);
    expect(ben.receipts).toEqual([{ count: 6, settled: 6, updates: [] }]);
  });

  it('give a plain author its own as an echo, but only what the disk has', async () => {
    const { harness, room, ada, ben } = await two();
    await typeAll(harness, room, ben);
    await harness.clock.pass(100);
    harness.log.hold();
    room.receive(ada, ada.type('x'));
    room.receive(ben, ben.type('y'));
    await harness.clock.pass(100);
    drain(room, ben);
    const echoed = ben.heard('update').map(({ update }) => ownLength(update, ben));
    expect(echoed).toEqual([6]);
    expect(ben.text).toContain('x');
    harness.log.release();
    await settle();
    await harness.clock.pass(100);
    expect(ben.receipts.flatMap(({ updates }) => updates).map((update) => ownLength(update, ben))).toEqual([
      1,
    ]);
  });

  it('echo what a plain author wrote before it fell behind', async () => {
    const { harness, room, ben } = await two();
    ben.pressure = 'none';
    harness.log.hold();
    room.receive(ben, ben.type('early'));
    ben.pressure = 'full';
    harness.log.release();
    await settle();
    await harness.clock.pass(100);
    expect(ben.receipts).toEqual([]);
    drain(room, ben);
    expect(ben.heard('update').map(({ update }) => ownLength(update, ben))).toEqual([5]);
  });

  it('answer a question that came meanwhile when the member has drained, the last one only', async () => {
    const { harness, room, ada, ben } = await two();
    const vector = Y.encodeStateVector(ben.doc);
    for (const each of [Uint8Array.of(0), vector]) room.receive(ben, { kind: 'syncStep1', vector: each });
    await typeAll(harness, room, ada);
    expect(ben.messages).toEqual([]);
    drain(room, ben);
    expect(ben.messages.map(({ kind }) => kind)).toEqual(['syncStep2']);
    expect(ben.text).toBe('before abcdef');
  });

  it('answer a newcomer whose socket is full from the beginning', async () => {
    const { harness, room, ada } = await two();
    const cleo = new Recorder('cleo');
    cleo.pressure = 'full';
    await harness.join(cleo);
    await typeAll(harness, room, ada);
    await typeAll(harness, room, cleo);
    expect(cleo.heard('syncStep2')).toEqual([]);
    drain(room, cleo);
    expect([...cleo.text].sort()).toEqual([...'before abcdefabcdef'].sort());
  });

  it('give nothing to a newcomer that has not asked yet, since it would lack what that builds on', async () => {
    const { harness, room, ada } = await two();
    const cleo = new Recorder('cleo');
    await harness.rooms.join(name, cleo);
    cleo.pressure = 'full';
    await typeAll(harness, room, ada);
    drain(room, cleo);
    expect(cleo.messages.map(({ kind }) => kind)).toEqual(['syncStep1']);
  });

  it('end who asks with what is no vector, full or not', async () => {
    const { room, ben } = await two();
    room.receive(ben, { kind: 'syncStep1', vector: Uint8Array.of(9, 9) });
    expect(ben.dismissal?.code).toBe(4400);
  });

  it('let presence wait first, and leave no ghost', async () => {
    const { harness, room, ada, ben } = await two();
    room.receive(ada, present(7, 1, '{"is":"gone"}'));
    ben.pressure = 'none';
    const { member: cleo } = await harness.join(new Recorder('cleo'));
    room.receive(cleo, present(8, 1, '{"is":"old"}'));
    await harness.clock.pass(100);
    ben.messages.length = 0;
    ben.pressure = 'some';
    room.receive(cleo, present(8, 2, '{"is":"new"}'));
    room.leave(ada);
    await harness.clock.pass(100);
    expect(ben.messages).toEqual([]);
    drain(room, ben);
    const [told] = ben.heard('awareness');
    const text = new TextDecoder().decode(told?.update);
    expect([text.includes('new'), text.includes('null'), ben.messages.length]).toEqual([true, true, 1]);
  });

  it('tell presence later still where what was missed has filled the socket again', async () => {
    const { harness, room, ada, ben } = await two();
    await harness.type(room, ada, 'x');
    room.receive(ada, present(7, 1, '{"is":"here"}'));
    await settle();
    room.catchUp(ben);
    expect(ben.messages.map(({ kind }) => kind)).toEqual(['update']);
    drain(room, ben);
    expect(ben.messages.map(({ kind }) => kind)).toEqual(['update', 'awareness']);
  });

  it('hold a few numbers for a member, however much it misses', async () => {
    const { harness, room, ada, ben } = await two();
    const base = harness.rooms.load.bytes;
    for (let times = 0; times < 200; times += 1) await harness.type(room, ada, 'x'.repeat(1000));
    await harness.clock.pass(100);
    expect([ben.messages, harness.rooms.load.bytes]).toEqual([[], base]);
    drain(room, ben);
    expect(ben.messages.length).toBe(1);
    expect(ben.text).toHaveLength(200_007);
  });
});

/** How many clocks of its own the update has for this member. */
function ownLength(update: Uint8Array, { doc }: Recorder): number {
  const own = Y.decodeUpdate(update).structs.filter(({ id }) => id.client === doc.clientID);
  return own.reduce((sum, { length }) => sum + length, 0);
}
