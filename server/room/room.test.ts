import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import { name, RoomsHarness } from './roomsHarness.fixture.ts';

/** Two members of one room; the first update of a window has already left. */
async function two() {
  const harness = new RoomsHarness();
  const { room, member: ada } = await harness.join(new Recorder('ada'));
  const { member: ben } = await harness.join(new Recorder('ben'));
  return { harness, room, ada, ben };
}

describe('Room', () => {
  it('greets a member with what it has before anything else', async () => {
    const { ben } = await two();
    expect(ben.messages[0]).toEqual({ kind: 'syncStep1', vector: new Uint8Array([0]) });
  });

  it('gives an update to others at once when it was quiet, before the disk has it', async () => {
    const { harness, room, ada, ben } = await two();
    harness.log.hold();
    room.receive(ada, ada.type('hello'));
    expect(ben.text).toBe('hello');
    expect(ada.receipts).toEqual([]);
  });

  it('does not take later what a member sent while it might still write', async () => {
    const { harness, room, ada, ben } = await two();
    const first = ada.type('one');
    room.receive(ada, ada.type('two'));
    ada.mayWrite = false;
    room.receive(ben, first);
    await harness.clock.pass(100);
    expect([ada.refused, ada.saved]).toEqual([1, 0]);
    expect(await harness.reread()).toBe('one');
  });

  it('confirms all that a member has when it may write again and has answered', async () => {
    const { harness, room, ada } = await two();
    ada.mayWrite = false;
    room.receive(ada, ada.type('one'));
    room.receive(ada, ada.type('two'));
    ada.mayWrite = true;
    room.ask(ada);
    room.receive(ada, { kind: 'syncStep2', update: Y.encodeStateAsUpdate(ada.doc) });
    room.receive(ada, ada.type('three'));
    await harness.clock.pass(100);
    expect([ada.refused, ada.saved]).toEqual([2, 4]);
    expect(await harness.reread()).toBe('onetwothree');
  });

  it('confirms an update to its author when the disk has it, and only then (S7)', async () => {
    const { harness, room, ada } = await two();
    harness.log.hold();
    room.receive(ada, ada.type('hello'));
    await harness.clock.pass(1000);
    expect(ada.receipts).toEqual([]);
    harness.log.release();
    await settle();
    expect(ada.saved).toBe(1);
    expect(await harness.reread()).toBe('hello');
  });

  it('gathers what comes in while it is busy into one message and one append', async () => {
    const { harness, room, ada, ben } = await two();
    for (const letter of 'abcdef') room.receive(ada, ada.type(letter));
    expect(ben.heard('update')).toHaveLength(1);
    await harness.clock.pass(8);
    expect(ben.heard('update')).toHaveLength(2);
    expect(ben.text).toBe('abcdef');
    expect(harness.log.appends).toEqual([1, 5]);
    await harness.clock.pass(30);
    expect(ada.saved).toBe(6);
  });

  it('gives authors what the others wrote in their window although the disk is stuck', async () => {
    const { harness, room, ada, ben } = await two();
    harness.log.hold();
    room.receive(ada, ada.type('x'));
    room.receive(ada, ada.type('a'));
    room.receive(ben, ben.type('b'));
    await harness.clock.pass(200);
    expect(ada.text).toBe(ben.text);
    expect(ada.text).toHaveLength(3);
    expect([ada.receipts, ben.receipts]).toEqual([[], []]);
    harness.log.release();
    await settle();
    await harness.clock.pass(200);
    expect([ada.saved, ben.saved]).toEqual([2, 1]);
  });

  it('neither logs nor relays what it knows, but confirms it', async () => {
    const { harness, room, ada, ben } = await two();
    const update = ada.type('once');
    room.receive(ada, update);
    await harness.clock.pass(20);
    const heard = ben.messages.length;
    room.receive(ada, update);
    await harness.clock.pass(20);
    expect(ben.messages).toHaveLength(heard);
    expect(harness.log.appends).toEqual([1]);
    expect(ada.saved).toBe(2);
    expect(ada.receipts.at(-1)?.updates).toEqual([update.kind === 'update' && update.update]);
  });

  it('confirms what it knows from another only when the disk has that', async () => {
    const { harness, room, ada, ben } = await two();
    harness.log.hold();
    const update = ada.type('from ada');
    room.receive(ada, update);
    room.receive(ben, update);
    await harness.clock.pass(100);
    expect(ben.receipts).toEqual([]);
    harness.log.release();
    await settle();
    await harness.clock.pass(100);
    expect(ben.saved).toBe(1);
  });

  it('sends away who brings a malformed update; nothing of it is stored or relayed, and nobody else notices (S1)', async () => {
    const { harness, room, ada, ben } = await two();
    const { update } = ada.type('torn') as { update: Uint8Array };
    const heard = ben.messages.length;
    room.receive(ada, { kind: 'update', update: update.subarray(0, update.length - 1) });
    await harness.clock.pass(100);
    expect(ada.dismissal?.code).toBe(4400);
    expect(ada.dismissal?.reason).toMatch(/no valid update/);
    expect(ben.messages).toHaveLength(heard);
    expect(ben.dismissal).toBeUndefined();
    expect(harness.log.appends).toEqual([]);
  });

  it('holds back what starts past a gap, asks for the rest, and confirms in order (S5)', async () => {
    const { harness, room, ada, ben } = await two();
    room.receive(ada, { kind: 'syncStep2', update: new Uint8Array([0, 0]) });
    const first = ada.type('first ');
    const second = ada.type('second');
    room.receive(ada, second);
    await harness.clock.pass(20);
    expect(ben.text).toBe('');
    expect(harness.log.appends).toEqual([]);
    expect(ada.heard('syncStep1')).toHaveLength(2);
    expect(ada.saved).toBe(1);
    room.receive(ada, first);
    await harness.clock.pass(20);
    expect(ben.text).toBe('first second');
    expect(ada.saved).toBe(3);
    expect(await harness.reread()).toBe('first second');
  });

  it('bounds what it holds back: who brings ever more past a gap is sent away (S5, S23)', async () => {
    const { room, ada } = await two();
    ada.type('never sent');
    for (let count = 0; count < 4096; count++) room.receive(ada, ada.type('x'));
    expect(ada.dismissal).toBeUndefined();
    room.receive(ada, ada.type('x'));
    expect(ada.dismissal?.code).toBe(1013);
  });

  it('does not ask again when an answer leaves a gap, which another would leave as well', async () => {
    const { room, ada } = await two();
    ada.type('never sent');
    const later = ada.type('x');
    if (later.kind === 'update') room.receive(ada, { kind: 'syncStep2', update: later.update });
    expect(ada.heard('syncStep1')).toHaveLength(1);
  });

  it('gives a member what others write only once its own question was answered', async () => {
    const { harness, room, ada } = await two();
    const late = new Recorder();
    room.join(late);
    await harness.type(room, ada, 'before');
    expect(late.heard('update')).toEqual([]);
    room.receive(late, { kind: 'syncStep1', vector: Uint8Array.of(0) });
    expect(late.text).toBe('before');
    await harness.type(room, ada, ', after');
    await harness.clock.pass(20);
    expect(late.text).toBe('before, after');
  });

  it('takes what was typed without a network edit by edit, once the edit before has come (S5)', async () => {
    const { harness, room, ada, ben } = await two();
    const lost = ada.type('lost ');
    for (let count = 0; count < 3000; count++) room.receive(ada, ada.type('x'));
    room.receive(ada, lost);
    await harness.clock.pass(100);
    expect(ben.text).toBe(ada.text);
    expect(ada.saved).toBe(3001);
  });

  it('answers a state vector with what lacks, and a malformed one with a goodbye', async () => {
    const { harness, room, ada } = await two();
    await harness.type(room, ada, 'abc');
    const late = new Recorder();
    Y.applyUpdate(late.doc, Y.encodeStateAsUpdate(ada.doc));
    await harness.type(room, ada, 'def');
    await harness.rooms.join(name, late);
    room.receive(late, { kind: 'syncStep1', vector: Y.encodeStateVector(late.doc) });
    expect(late.text).toBe('abcdef');
    room.receive(late, { kind: 'syncStep1', vector: new Uint8Array([255]) });
    expect(late.dismissal?.code).toBe(4400);
  });

  it('gives an answer to a state vector to nobody but who asked (S20)', async () => {
    const { harness, room, ada, ben } = await two();
    await harness.type(room, ada, 'abc');
    const heard = ben.messages.length;
    room.receive(ada, { kind: 'syncStep1', vector: Y.encodeStateVector(ada.doc) });
    expect(ben.messages).toHaveLength(heard);
    expect(ada.heard('syncStep2')).toHaveLength(2);
  });

  it('encodes the document once for a crowd that joins (S24)', async () => {
    const { harness, room, ada } = await two();
    await harness.type(room, ada, 'x'.repeat(1000));
    const crowd = await Promise.all(Array.from({ length: 150 }, () => harness.join()));
    const answers = crowd.map(({ member }) => member.heard('syncStep2')[0]?.update);
    expect(answers[0]?.length).toBeGreaterThan(1000);
    expect(new Set(answers).size).toBe(1);
  });

  it('writes down who brought an update', async () => {
    const { harness, room, ada, ben } = await two();
    await harness.type(room, ada, 'a');
    await harness.clock.pass(20);
    await harness.type(room, ben, 'b');
    await harness.clock.pass(20);
    const stored = await harness.log.read(name);
    expect(stored?.entries.map(({ author }) => author)).toEqual(['ada', 'ben']);
  });

  it('takes no more updates while too much is not on disk', async () => {
    const { harness, room, ada, ben } = await two();
    harness.log.hold();
    room.receive(ada, ada.type('x'.repeat(11_000)));
    room.receive(ben, ben.type('y'));
    expect(ben.dismissal?.code).toBe(1013);
    expect(ada.dismissal).toBeUndefined();
    harness.log.release();
    await settle();
    expect(ada.saved).toBe(1);
    expect(harness.rooms.load.bytes).toBe(0);
  });
});
