import { LogError, parseDocumentName } from '@scriptorium/persistence';
import { describe, expect, it } from 'vitest';
import { ControlledLog } from './controlledLog.fixture.ts';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import { name, plainWorker, RoomsHarness } from './roomsHarness.fixture.ts';

const never = new Promise<void>(() => {});
const now = Promise.resolve();

/** A log in which the document stands already. */
async function written(text: string): Promise<ControlledLog> {
  const harness = new RoomsHarness();
  const { room, member } = await harness.join();
  await harness.type(room, member, text);
  return harness.log;
}

describe('Rooms', () => {
  it('tells a member nothing before the document is loaded, and then all of it (S6)', async () => {
    const harness = new RoomsHarness({ log: await written('x'.repeat(60_000)) });
    const member = new Recorder();
    const joined = harness.rooms.join(name, member);
    expect(member.messages).toEqual([]);
    const room = await joined;
    room?.receive(member, { kind: 'syncStep1', vector: new Uint8Array([0]) });
    expect(member.text).toHaveLength(60_000);
  });

  it('loads a document once, however many ask for it at once (S19)', async () => {
    const harness = new RoomsHarness({ log: await written('once') });
    const reads = harness.log.reads.length;
    const rooms = await Promise.all(
      Array.from({ length: 50 }, () => harness.rooms.join(name, new Recorder())),
    );
    expect(new Set(rooms).size).toBe(1);
    expect(harness.log.reads.length - reads).toBe(1);
  });

  it('sends away who asks for a document that cannot be read, and shows no empty one (S25)', async () => {
    const harness = new RoomsHarness({ log: await written('kept') });
    harness.log.readFailures = 1;
    const member = new Recorder();
    expect(await harness.rooms.join(name, member)).toBeUndefined();
    expect(member.dismissal?.code).toBe(1011);
    expect(member.messages).toEqual([]);
    expect(harness.problems).toHaveLength(1);
    expect((await harness.join()).member.text).toBe('kept');
  });

  it('says that a document is damaged when what is stored is no valid update', async () => {
    const log = new ControlledLog();
    await log.append(name, [{ timeMs: 1, author: '', update: new Uint8Array([1, 2, 3]) }]);
    const member = new Recorder();
    await new RoomsHarness({ log }).rooms.join(name, member);
    expect(member.dismissal?.code).toBe(4422);
  });

  it('closes a room some time after the last member left, and reads it again with everything', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    await harness.type(room, member, 'stays');
    room.leave(member);
    await harness.clock.pass(999);
    expect(harness.rooms.size).toBe(1);
    await harness.clock.pass(2000);
    expect(harness.rooms.size).toBe(0);
    expect(harness.clock.pending).toBe(0);
    expect((await harness.join()).member.text).toBe('stays');
  });

  it('keeps a room open for who comes back in time', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    room.leave(member);
    await harness.clock.pass(900);
    const { room: same } = await harness.join();
    await harness.clock.pass(5000);
    expect(same).toBe(room);
    expect(harness.rooms.size).toBe(1);
  });

  it('never closes a room while something of it is not on disk, and writes it once the disk is back (S8)', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    harness.log.appendFailures = 5;
    await harness.type(room, member, 'unlucky');
    room.leave(member);
    await harness.clock.pass(2000);
    expect(harness.rooms.size).toBe(1);
    expect([...harness.rooms.load.behind.keys()]).toEqual([name]);
    await harness.clock.pass(60_000);
    expect(harness.rooms.size).toBe(0);
    expect(harness.rooms.load.behind.size).toBe(0);
    expect(await harness.reread()).toBe('unlucky');
  });

  it('retries a failed write in order, and neither loses nor doubles an entry', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    harness.log.appendFailures = 3;
    for (const letter of 'abc') {
      await harness.type(room, member, letter);
      await harness.clock.pass(8);
    }
    expect(member.receipts).toEqual([]);
    await harness.clock.pass(10_000);
    expect(member.saved).toBe(3);
    const stored = await harness.log.read(name);
    expect(stored?.last).toBe(3);
    expect(harness.problems).toHaveLength(3);
  });

  it('lets even the first update to a room wait for the end of the window when eight rooms are busy', async () => {
    const harness = new RoomsHarness();
    const pairs = [];
    for (let index = 0; index < 8; index += 1) {
      const document = parseDocumentName(`busy ${index}`);
      const { room, member: writer } = await harness.join(new Recorder(), document);
      pairs.push({ room, writer, reader: (await harness.join(new Recorder(), document)).member });
    }
    for (const { room, writer } of pairs) await harness.type(room, writer, 'now');
    expect(pairs.map(({ reader }) => reader.text)).toEqual([...Array(7).fill('now'), '']);
    await harness.clock.pass(8);
    expect(pairs.at(-1)?.reader.text).toBe('now');
  });

  it('deletes a document: members are told, those who come back are refused, and it stays away', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    await harness.type(room, member, 'gone');
    await harness.rooms.delete(name);
    expect(member.dismissal?.code).toBe(4404);
    const back = new Recorder();
    await harness.rooms.join(name, back);
    expect(back.dismissal?.code).toBe(4404);
    expect(harness.rooms.size).toBe(0);
    expect(harness.problems).toEqual([]);
    await harness.clock.pass(10_000);
    expect(await harness.log.find(name)).toBeUndefined();
  });

  it('tells members of a deletion that the disk reported as failed, and that happened', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    await harness.type(room, member, 'gone');
    harness.log.delete = async (document) => {
      await ControlledLog.prototype.delete.call(harness.log, document);
      throw new LogError('WRITE_FAILED', 'The disk does not answer.', { document });
    };
    await harness.rooms.delete(name);
    expect(member.dismissal?.code).toBe(4404);
    expect(harness.rooms.size).toBe(0);
  });

  it('sends members away when the document is deleted in the log behind its back', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    await harness.type(room, member, 'a');
    await harness.clock.pass(20);
    await harness.log.delete(name);
    await harness.type(room, member, 'b');
    expect(member.dismissal?.code).toBe(4404);
    expect(member.saved).toBe(1);
  });

  it('closes: says goodbye to everybody, and waits for the disk', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    harness.log.hold();
    room.receive(member, member.type('last words'));
    const closed = harness.rooms.close(never);
    expect(member.dismissal?.code).toBe(1001);
    harness.log.release();
    expect(await closed).toEqual([]);
    expect(await harness.reread()).toBe('last words');
  });

  it('closes by the deadline and names what could not be saved (S9)', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    harness.log.hold();
    room.receive(member, member.type('last words'));
    expect(await harness.rooms.close(now)).toEqual([name]);
    const late = new Recorder();
    await harness.rooms.join(name, late);
    expect(late.dismissal?.code).toBe(1001);
  });

  it('opens documents of any name (S11)', async () => {
    const harness = new RoomsHarness();
    for (const text of ['constructor', '__proto__', 'toString', 'a/b', '😀']) {
      const { room, member } = await harness.join(new Recorder(), parseDocumentName(text));
      await harness.type(room, member, text);
      expect(member.saved).toBe(1);
    }
    expect(harness.rooms.size).toBe(5);
  });
});

describe('Upkeep', () => {
  it('brings the list up to date a moment after edits', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    await harness.type(room, member, 'words');
    expect((await harness.log.find(name))?.summary.title).toBe('');
    await harness.clock.pass(1100);
    expect((await harness.log.find(name))?.summary.title).toMatch(/bytes/);
  });

  it('brings the list up to date for a document that was left undescribed by a crash, without calling it edited', async () => {
    const log = await written('crashed before it was described');
    const enteredMs = (await log.find(name))?.editedMs ?? 0;
    const harness = new RoomsHarness({ log });
    const { room, member } = await harness.join();
    room.leave(member);
    await harness.clock.pass(5000);
    expect(await log.find(name)).toMatchObject({
      editedMs: enteredMs + 1,
      summary: { title: expect.stringMatching(/bytes/) },
    });
  });

  it('leaves a checkpoint behind a long tail when a room closes, so that opening reads little', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    for (let count = 0; count < 150; count++) {
      room.receive(member, member.type('x'));
      await harness.clock.pass(8);
    }
    room.leave(member);
    await harness.clock.pass(3000);
    expect(harness.log.checkpoints.map(({ upTo }) => upTo)).toEqual([150]);
    expect((await harness.log.read(name))?.entries).toEqual([]);
    expect(await harness.reread()).toBe('x'.repeat(150));
  });

  it('puts nothing into a checkpoint that no entry has', async () => {
    const checkpointPolicy = { entriesWhenOpen: 1, entriesWhenClosing: 1, savedBytesMin: 0 };
    const harness = new RoomsHarness({ checkpointPolicy });
    const { room, member } = await harness.join();
    await harness.type(room, member, 'one');
    harness.log.hold();
    await harness.type(room, member, 'two');
    await harness.clock.pass(2000);
    expect(harness.log.checkpoints).toEqual([]);
    harness.log.release();
    await harness.clock.pass(2000);
    expect(harness.log.checkpoints).not.toEqual([]);
  });

  it('goes on from the compacted document while people go on typing', async () => {
    const compacted: Uint8Array[] = [];
    const worker = {
      ...plainWorker,
      compact: async (state: Uint8Array) => {
        compacted.push(state);
        await settle();
        return state;
      },
    };
    const checkpointPolicy = { entriesWhenOpen: 5, entriesWhenClosing: 5, savedBytesMin: 0 };
    const harness = new RoomsHarness({ checkpointPolicy, worker });
    const { room, member } = await harness.join();
    for (let count = 0; count < 40; count++) {
      room.receive(member, member.type('x'));
      await harness.clock.pass(count % 10 === 9 ? 2500 : 8);
    }
    expect(compacted.length).toBeGreaterThan(1);
    expect((await harness.join()).member.text).toBe('x'.repeat(40));
    expect(await harness.reread()).toBe('x'.repeat(40));
  });

  it('knows who brought what, whoever wrote it first, behind a checkpoint and after a restart', async () => {
    const checkpointPolicy = { entriesWhenOpen: 1000, entriesWhenClosing: 1, savedBytesMin: 0 };
    const harness = new RoomsHarness({ checkpointPolicy });
    const { room, member: ada } = await harness.join(new Recorder('ada'));
    const { member: ben } = await harness.join(new Recorder('ben'));
    await harness.type(room, ada, 'one');
    room.receive(ben, ada.type('two'));
    await harness.clock.pass(100);
    room.leave(ada);
    room.leave(ben);
    await harness.clock.pass(3000);
    expect(harness.log.checkpoints).toHaveLength(1);
    const later = new RoomsHarness({ log: harness.log });
    const { room: reopened, member: cleo } = await later.join(new Recorder('cleo'));
    await later.type(reopened, cleo, 'x');
    const { room: again } = await new RoomsHarness({ log: harness.log }).join();
    for (const { authorship } of [reopened.content, again.content]) {
      const clocks = [0, 2, 3, 5].map((clock) => authorship.userOf(ada.doc.clientID, clock));
      expect(clocks).toEqual(['ada', 'ada', 'ben', 'ben']);
      expect(authorship.ownerOf(ada.doc.clientID)).toBe('ada');
      expect(authorship.ownerOf(cleo.doc.clientID)).toBe('cleo');
    }
    expect(again.content.encode()).toEqual(reopened.content.encode());
  });

  it('makes checkpoints while people go on typing', async () => {
    const harness = new RoomsHarness();
    const { room, member } = await harness.join();
    for (let count = 0; count < 2100; count++) {
      room.receive(member, member.type('x'));
      if (count % 10 === 0) await harness.clock.pass(1000);
    }
    const [checkpoint] = harness.log.checkpoints;
    expect(checkpoint?.upTo).toBeGreaterThanOrEqual(2000);
    await harness.clock.pass(1000);
    expect(await harness.reread()).toBe('x'.repeat(2100));
  });
});

it('rooms count what became of each update, what waits, and how long windows and commits took', async () => {
  const harness = new RoomsHarness();
  const { room, member } = await harness.join();
  const { member: reader } = await harness.join();
  const first = member.type('a');
  room.receive(member, first);
  room.receive(member, first);
  member.type('lost');
  room.receive(member, member.type('b'));
  await harness.clock.pass(100);
  expect(harness.rooms.tally.updates).toEqual({ news: 1, known: 1, gap: 1, malformed: 0, refused: 0 });
  expect(harness.rooms.held).toMatchObject({ updates: 1 });
  expect(harness.rooms.tally.delivered).toBe(1);
  expect(reader.text).toBe('a');
  const { windows, commits } = harness.rooms.tally;
  for (const { counts } of [windows, commits]) expect(counts.reduce((sum, count) => sum + count)).toBe(1);
});
