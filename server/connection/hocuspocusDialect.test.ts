import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { HocuspocusMessage } from '../protocol/index.ts';
import { settle } from '../room/fakeClock.fixture.ts';
import { Recorder } from '../room/recorder.fixture.ts';
import { Desk, emptyUpdate, emptyVector, granted, texts } from './hocuspocusDesk.fixture.ts';

/** Deletes the first character. */
function erase(doc: Y.Doc): HocuspocusMessage {
  const updates: Uint8Array[] = [];
  doc.once('update', (update) => updates.push(update));
  doc.getText('body').delete(0, 1);
  return { kind: 'update', update: updates[0] ?? emptyUpdate };
}

describe('the statuses of a document', () => {
  it('are one for each update and one for the greeting, each after the disk (S7)', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.harness.log.hold();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate }, ...texts('a', 'b', 'c'));
    await desk.pass(500);
    // What brings nothing waits only for what was taken before it.
    expect(desk.saved()).toBe(1);
    desk.harness.log.release();
    await desk.pass(500);
    expect(desk.saved()).toBe(4);
  });

  it('are one for the whole when the provider is told to synchronise again, and it is asked again', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    desk.harness.log.hold();
    desk.send('notes', ...texts('a', 'b'), { kind: 'syncStep1', vector: emptyVector });
    await desk.pass(500);
    expect(desk.count('syncStep1')).toBe(2);
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass(500);
    expect(desk.saved()).toBe(1);
    desk.harness.log.release();
    await desk.pass(500);
    expect(desk.saved()).toBe(2);
    desk.send('notes', ...texts('c'));
    await desk.pass(500);
    expect(desk.saved()).toBe(3);
  });

  it.each([
    ['with a version', '4.8.0'],
    ['without one', undefined],
  ])(
    'are none for what the provider wrote without a network and sends behind its greeting, deletions included, one %s',
    async (_, version) => {
      const desk = new Desk();
      const author = new Recorder();
      const offline = [author.type('a'), author.type('b')] as HocuspocusMessage[];
      const vector = Y.encodeStateVector(author.doc);
      const deletion = erase(author.doc);
      const online = author.type('c') as HocuspocusMessage;
      desk.send('notes', { kind: 'token', token: '', version }, { kind: 'syncStep1', vector });
      await settle();
      desk.send('notes', ...offline, deletion, {
        kind: 'syncStep2',
        update: Y.encodeStateAsUpdate(author.doc),
      });
      await desk.pass();
      expect(desk.saved()).toBe(1);
      desk.send('notes', online);
      await desk.pass();
      expect(desk.saved()).toBe(2);
    },
  );

  it('are one for what is typed between the greeting and the answer to it', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', ...texts('a', 'b'), { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.saved()).toBe(3);
  });

  it('are none for an answer that the room asked for because something was missing', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    const author = new Recorder();
    const [, second] = [author.type('a'), author.type('b')];
    desk.send('notes', second as HocuspocusMessage);
    await desk.pass();
    expect([desk.saved(), desk.count('syncStep1')]).toEqual([1, 2]);
    desk.send('notes', { kind: 'syncStep2', update: Y.encodeStateAsUpdate(author.doc) });
    await desk.pass();
    expect(desk.saved()).toBe(2);
  });

  it('say of a reader that an edit was refused, and that an answer with nothing new is saved', async () => {
    const desk = new Desk({ authorize: () => Promise.resolve(granted('read')) });
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.heard()[0]).toEqual({ kind: 'authenticated', scope: 'readonly' });
    expect(desk.heard().at(-1)).toEqual({ kind: 'status', isApplied: true });
    desk.send('notes', ...texts('a', 'b'));
    await desk.pass();
    expect(desk.heard().slice(-2)).toEqual([
      { kind: 'status', isApplied: false },
      { kind: 'status', isApplied: false },
    ]);
    expect(desk.harness.log.appends).toEqual([]);
  });
});
