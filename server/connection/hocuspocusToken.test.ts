import { describe, expect, it } from 'vitest';
import type { Access, Authorize, Visit } from '../auth/access.ts';
import { settle } from '../room/fakeClock.fixture.ts';
import { Desk, denied, emptyUpdate, emptyVector, granted, texts } from './hocuspocusDesk.fixture.ts';

describe('a token', () => {
  it('changes what its document allows, both ways, and the provider is told', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(granted(token === 'w' ? 'write' : 'read'));
    const desk = new Desk({ authorize });
    const [first, second, third] = texts('one', 'two', 'three');
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few');
    await desk.attach('notes', 'w');
    desk.send('notes', first);
    await desk.pass();
    desk.send('notes', { kind: 'token', token: 'r', version: '4.8.0' });
    await settle();
    desk.send('notes', second);
    await desk.pass();
    expect(desk.heard().slice(3)).toEqual([
      { kind: 'status', isApplied: true },
      { kind: 'authenticated', scope: 'readonly' },
      { kind: 'status', isApplied: false },
    ]);
    desk.send('notes', { kind: 'token', token: 'w', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(-2)).toEqual(['authenticated', 'syncStep1']);
    desk.send('notes', second, third);
    await desk.pass();
    expect(desk.harness.log.appends.reduce((sum, entries) => sum + entries, 0)).toBe(3);
  });

  it('counts only as the last one, however long the one before takes to be looked at', async () => {
    const answers: ((access: Access) => void)[] = [];
    const desk = new Desk({ authorize: () => new Promise((resolve) => answers.push(resolve)) });
    await desk.attach('notes', 'slow');
    desk.send('notes', { kind: 'token', token: 'fast', version: '4.8.0' }, ...texts('hi'));
    await settle();
    expect(answers).toHaveLength(1);
    answers[0]?.(granted('write'));
    await settle();
    answers[1]?.(granted('read'));
    await settle();
    desk.send('notes', ...texts('after'));
    await desk.pass();
    expect(desk.heard().filter(({ kind }) => kind === 'authenticated')).toEqual([
      { kind: 'authenticated', scope: 'read-write' },
      { kind: 'authenticated', scope: 'readonly' },
    ]);
    expect(desk.heard().at(-1)).toEqual({ kind: 'status', isApplied: false });
  });

  it('lets a document in that was denied, and brings what is in it', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(token === 'good' ? granted('write') : denied);
    const desk = new Desk({ authorize });
    await desk.attach('notes', 'bad');
    expect(desk.heard()).toEqual([{ kind: 'denied', reason: 'not you' }]);
    desk.send('notes', { kind: 'token', token: 'good', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(1)).toEqual(['authenticated', 'syncStep1', 'syncStep2']);
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.saved()).toBe(1);
  });

  it('is waited for when something is typed while it is fetched, and what was typed is not lost', async () => {
    const visits: Visit[] = [];
    const desk = new Desk({
      authorize: (visit) => {
        visits.push(visit);
        return Promise.resolve(visit.token === undefined ? denied : granted('write'));
      },
    });
    desk.send('notes', ...texts('early'));
    await desk.pass(10_000);
    expect(desk.heard()).toEqual([]);
    await desk.attach('notes', 'good');
    await desk.pass();
    expect(visits.map(({ token }) => token)).toEqual([undefined, 'good']);
    expect(desk.count('denied')).toBe(0);
    expect(desk.harness.log.appends).toEqual([1]);
    await desk.pass(60_000);
    expect(desk.count('denied')).toBe(0);
  });

  it('is waited for a minute, and then its document is denied', async () => {
    const desk = new Desk({ authorize: () => Promise.resolve(denied) });
    desk.send('notes', { kind: 'syncStep1', vector: emptyVector });
    await desk.pass(59_000);
    expect(desk.heard()).toEqual([]);
    await desk.pass(1000);
    expect(desk.heard()).toEqual([{ kind: 'denied', reason: 'not you' }]);
    expect(desk.socket.closed).toBeUndefined();
  });

  it('ends its document, and no other, when it is not good any more', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(token === 'bad' ? denied : granted('write'));
    const desk = new Desk({ authorize });
    await desk.attach('notes', 'good');
    await desk.attach('other', 'good');
    desk.send('notes', { kind: 'token', token: 'bad', version: '4.8.0' });
    await settle();
    desk.send('notes', ...texts('never'));
    desk.send('other', ...texts('hi'));
    await desk.pass();
    expect(desk.kinds().at(-1)).toBe('denied');
    expect([desk.saved('notes'), desk.saved('other')]).toEqual([0, 1]);
  });

  it('ends its document when it is another user’s than who is inside, and lets in anew by the next', async () => {
    const authorize: Authorize = ({ token = '' }) => Promise.resolve({ ...granted('write'), user: token });
    const desk = new Desk({ authorize });
    await desk.attach('notes', 'ada');
    desk.send('notes', { kind: 'token', token: 'ben', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(3)).toEqual(['denied']);
    desk.send('notes', { kind: 'token', token: 'ben', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(4)).toEqual(['authenticated', 'syncStep1', 'syncStep2']);
  });

  it('lets nobody in when it can not be looked at, and is looked at again (S10)', async () => {
    let isDown = true;
    const desk = new Desk({
      authorize: () =>
        isDown ? Promise.reject(new Error('the directory is down')) : Promise.resolve(granted('read')),
    });
    await desk.attach('notes', 'any');
    expect(desk.kinds()).toEqual([]);
    expect(desk.harness.problems).toHaveLength(1);
    isDown = false;
    await desk.pass(2000);
    expect(desk.kinds()).toEqual(['authenticated', 'syncStep1', 'syncStep2']);
  });
});
