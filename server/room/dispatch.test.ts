import { parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { closeReasons, type Message } from '../protocol/index.ts';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import { RoomsHarness } from './roomsHarness.fixture.ts';

/** A busy room: the update that made it so has left, is on disk, and was confirmed. */
async function busy(options: { readonly echoes: readonly boolean[] }) {
  const harness = new RoomsHarness();
  const members: Recorder[] = [];
  for (const [at, takesEcho] of options.echoes.entries()) {
    const recorder = new Recorder(`author ${at}`);
    recorder.takesEchoForReceipt = takesEcho;
    const { member, room } = await harness.join(recorder);
    members.push(member);
    if (at === options.echoes.length - 1) {
      await harness.type(room, member, '.');
      return { harness, room, members, updates: () => members.map((each) => each.heard('update').length) };
    }
  }
  throw new Error('A room needs members.');
}

/** Who is told of whose ids by a message. */
function authorsIn(message: Message | undefined): readonly number[] {
  if (message?.kind !== 'update') return [];
  return [...new Set(Y.decodeUpdate(message.update).structs.map(({ id }) => id.client))];
}

/** Everybody types one letter in the same window. */
function typeAll({ room, members }: Awaited<ReturnType<typeof busy>>): void {
  for (const member of members) room.receive(member, member.type('x'));
}

it('several plain authors of a window get one message, their own in it, once the disk has it', async () => {
  const crowd = await busy({ echoes: [true, true, true] });
  const { harness, members, updates } = crowd;
  const before = updates();
  typeAll(crowd);
  await harness.clock.pass(8);
  expect(updates()).toEqual(before.map((count) => count + 1));
  const last = members.map((member) => member.messages.at(-1));
  expect(new Set(last).size).toBe(1);
  expect(authorsIn(last[0])).toHaveLength(3);
  await harness.clock.pass(1000);
  expect(members.map(({ receipts }) => receipts.length)).toEqual([0, 0, 1]);
});

it('other families are confirmed once, and by a receipt, when a window waited for the disk', async () => {
  const crowd = await busy({ echoes: [true, true, false] });
  const { harness, members } = crowd;
  const [, , other] = members;
  typeAll(crowd);
  await harness.clock.pass(100);
  expect(other?.receipts.map(({ count, settled }) => [count, settled])).toEqual([
    [1, 1],
    [2, 1],
  ]);
});

it('who has not asked yet gets an echo of its own, since the message does not go to it', async () => {
  const crowd = await busy({ echoes: [true, true] });
  const { harness, room } = crowd;
  const hasty = new Recorder('hasty');
  room.join(hasty);
  room.receive(hasty, hasty.type('!'));
  typeAll(crowd);
  await harness.clock.pass(100);
  expect(hasty.heard('update')).toEqual([]);
  expect(hasty.receipts.map(({ settled }) => settled)).toEqual([1]);
});

it('no author gets its own while the disk does not have it, and the others do not wait for it longer than 8 ms', async () => {
  const crowd = await busy({ echoes: [true, true, false] });
  const { harness, members, updates } = crowd;
  const before = updates();
  typeAll(crowd);
  harness.log.hold();
  await harness.clock.pass(8 + 7);
  expect(updates()).toEqual(before);
  await harness.clock.pass(1);
  expect(updates()).toEqual(before.map((count) => count + 1));
  for (const member of members.slice(0, 2))
    expect(authorsIn(member.messages.at(-1))).not.toContain(member.doc.clientID);
  harness.log.release();
  await settle();
  await harness.clock.pass(60);
  expect(updates()).toEqual(before.map((count) => count + 1));
  expect(members.map(({ saved }) => saved)).toEqual([1, 1, 2]);
});

it('a window with one plain author does not wait for the disk', async () => {
  const crowd = await busy({ echoes: [true, false, false] });
  const { harness, updates } = crowd;
  const before = updates();
  harness.log.hold();
  typeAll(crowd);
  await harness.clock.pass(8);
  expect(updates()).toEqual(before.map((count) => count + 1));
});

it('what waits for the disk leaves before what comes after it', async () => {
  const crowd = await busy({ echoes: [true, true, true] });
  const { harness, room, members } = crowd;
  harness.log.hold();
  typeAll(crowd);
  await harness.clock.pass(8);
  const late = members[2];
  if (late === undefined) throw new Error('there are three');
  room.receive(late, late.type('y'));
  await harness.clock.pass(8);
  harness.log.release();
  await harness.clock.pass(100);
  const [one, other] = members;
  expect(one?.text).toBe(other?.text);
  expect(one?.doc.store.pendingStructs).toBe(null);
  expect(one?.text).toHaveLength(5);
});

it('who asks while a window waits for the disk is not given its own as an echo, and misses nothing', async () => {
  const crowd = await busy({ echoes: [true, true] });
  const { harness, room, members } = crowd;
  harness.log.hold();
  typeAll(crowd);
  await harness.clock.pass(8);
  const [asking] = members;
  if (asking === undefined) throw new Error('there are two');
  room.receive(asking, { kind: 'syncStep1', vector: Y.encodeStateVector(asking.doc) });
  expect(asking.messages.flatMap(authorsIn)).not.toContain(asking.doc.clientID);
  harness.log.release();
  await harness.clock.pass(100);
  expect(asking.text).toBe(members[1]?.text);
  expect(asking.saved).toBe(1);
});

it('what a window knew already is confirmed by an echo of its own', async () => {
  const crowd = await busy({ echoes: [true, true, true] });
  const { harness, room, members } = crowd;
  const [one, , last] = members;
  if (one === undefined || last === undefined) throw new Error('there are three');
  typeAll(crowd);
  room.receive(one, { kind: 'update', update: Y.encodeStateAsUpdate(last.doc) });
  await harness.clock.pass(100);
  expect(one.receipts.map(({ settled }) => settled)).toEqual([1]);
  expect(one.saved).toBe(2);
});

it('a document that is deleted while a window waits for the disk leaves nothing behind', async () => {
  const crowd = await busy({ echoes: [true, true] });
  const { harness, room, members } = crowd;
  harness.log.hold();
  typeAll(crowd);
  await harness.clock.pass(8);
  await harness.rooms.delete(room.name);
  expect(members.map(({ dismissal }) => dismissal?.code)).toEqual([
    closeReasons.deleted,
    closeReasons.deleted,
  ]);
  harness.log.release();
  await harness.clock.pass(5000);
  expect(harness.clock.pending).toBe(0);
});

/** Beside a busy room there are eight more, in which somebody types for as long as `pass` takes. */
async function busyProcess(options: { readonly echoes: readonly boolean[] }) {
  const crowd = await busy(options);
  const { harness } = crowd;
  await harness.clock.pass(100);
  const names = [...Array(8).keys()].map((index) => parseDocumentName(`busy ${index}`));
  const others = await Promise.all(names.map((name) => harness.join(new Recorder(), name)));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 8) {
      for (const { room, member } of others) room.receive(member, member.type('x'));
      await harness.clock.pass(8);
    }
  };
  await pass(80);
  for (const member of crowd.members) member.receipts.length = 0;
  return { ...crowd, pass };
}

it('a receipt goes with the next update for the same member while many rooms are busy', async () => {
  const { harness, room, members, pass } = await busyProcess({ echoes: [true, false] });
  const [one, other] = members;
  if (one === undefined || other === undefined) throw new Error('there are two');
  await harness.type(room, one, 'x');
  await pass(48);
  expect([other.text, one.receipts]).toEqual([one.text, []]);
  await harness.type(room, other, 'y');
  await pass(32);
  expect(one.text).toBe(other.text);
  expect(one.receipts.map(({ settled }) => settled)).toEqual([1]);
});

it('a receipt with which nothing goes leaves by itself within 200 ms and a window', async () => {
  const { harness, room, members, pass } = await busyProcess({ echoes: [true, false] });
  const [one] = members;
  if (one === undefined) throw new Error('there are two');
  await harness.type(room, one, 'x');
  await pass(96);
  expect(one.receipts).toEqual([]);
  await pass(128);
  expect(one.receipts.map(({ settled }) => settled)).toEqual([1]);
});

it('who is alone in a room is told without waiting for others, however busy the process is', async () => {
  const { harness, room, members, pass } = await busyProcess({ echoes: [true] });
  const [one] = members;
  if (one === undefined) throw new Error('there is one');
  await harness.type(room, one, 'x');
  await pass(24);
  expect(one.receipts.map(({ settled }) => settled)).toEqual([1]);
});

it('few authors of a busy process do not wait for the disk', async () => {
  const crowd = await busyProcess({ echoes: [true, true, false] });
  const { harness, members, updates, pass } = crowd;
  const before = updates();
  harness.log.hold();
  typeAll(crowd);
  await pass(16);
  expect(updates()).toEqual(before.map((count) => count + 1));
  for (const member of members.slice(0, 2))
    expect(authorsIn(member.messages.at(-1))).not.toContain(member.doc.clientID);
});
