import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { Desk, textOf } from '../testing/desk.fixture.ts';
import { settle } from '../testing/time.fixture.ts';

/** `settled` once the promise is, with its error if it failed. */
function watch(promise: Promise<void>): { settled: boolean; error: unknown } {
  const seen: { settled: boolean; error: unknown } = { settled: false, error: undefined };
  promise.then(
    () => {
      seen.settled = true;
    },
    (error: unknown) => {
      seen.settled = true;
      seen.error = error;
    },
  );
  return seen;
}

describe('the handshake', () => {
  test('asks for what is missing, tells who is here and answers with what the server lacks', () => {
    const desk = new Desk();
    expect(desk.socket.url).toBe('ws://here/a%2Fb');
    expect(desk.socket.protocols).toEqual(['scriptorium.v1']);
    desk.type('x');
    desk.socket.accept();
    expect(desk.socket.hear().map(({ kind }) => kind)).toEqual(['syncStep1', 'awareness']);
    desk.socket.say({ kind: 'syncStep1', vector: new Uint8Array([0]) });
    const answer = desk.socket.hear();
    expect(answer.map(({ kind }) => kind)).toEqual(['syncStep2']);
    expect(textOf(answer)).toBe('x');
  });

  test('is over when the server has answered, not before', () => {
    const desk = new Desk();
    expect(desk.provider.peek()).toMatchObject({ connection: { state: 'connecting' }, synced: false });
    desk.socket.accept();
    expect(desk.provider.peek()).toMatchObject({ connection: { state: 'connected' }, synced: false });
    desk.socket.say({ kind: 'syncStep2', update: new Uint8Array([0, 0]) });
    expect(desk.provider.peek().synced).toBe(true);
  });

  test('calls nothing saved that was in the document before', () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'brought along');
    const desk = new Desk({ doc });
    expect(desk.provider.peek()).toMatchObject({ saved: false, unsavedUpdates: 1 });
    desk.greet();
    expect(desk.provider.peek().saved).toBe(false);
    desk.socket.say({ kind: 'saved', count: 1 });
    expect(desk.provider.peek().saved).toBe(true);
  });

  test('happens again where the server asks again', () => {
    const desk = new Desk().greet('saved');
    desk.type('x');
    desk.hear();
    desk.socket.say({ kind: 'syncStep1', vector: new Uint8Array([0]) });
    expect(textOf(desk.hear())).toBe('x');
    desk.socket.say({ kind: 'saved', count: 2 });
    expect(desk.provider.peek().unsavedUpdates).toBe(1);
    desk.socket.say({ kind: 'saved', count: 3 });
    expect(desk.provider.peek().saved).toBe(true);
  });
});

describe('what is typed', () => {
  test('is sent at once, whatever is unconfirmed', () => {
    const desk = new Desk().greet();
    for (const letter of 'abc') desk.type(letter);
    expect(desk.hear().map(({ kind }) => kind)).toEqual(['update', 'update', 'update']);
    expect(desk.provider.peek()).toMatchObject({ saved: false, unsavedUpdates: 4 });
    desk.socket.say({ kind: 'saved', count: 3 });
    expect(desk.provider.peek().unsavedUpdates).toBe(1);
    desk.socket.say({ kind: 'saved', count: 4 });
    expect(desk.provider.peek()).toMatchObject({ saved: true, unsavedUpdates: 0 });
  });

  test('counts no more than was sent, and never backwards, whatever the server says', () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    desk.socket.say({ kind: 'saved', count: 99 });
    desk.type('b');
    desk.socket.say({ kind: 'saved', count: 1 });
    expect(desk.provider.peek().unsavedUpdates).toBe(1);
  });

  test('goes with the answer on the next connection when there is none', () => {
    const desk = new Desk().greet('saved');
    desk.socket.hangUp(1006);
    desk.type('a');
    desk.type('b');
    expect(desk.provider.peek()).toMatchObject({ saved: false, unsavedUpdates: 2 });
    desk.clock.pass(1000);
    desk.socket.accept();
    desk.socket.hear();
    desk.socket.say({ kind: 'syncStep1', vector: new Uint8Array([0]) });
    expect(textOf(desk.hear())).toBe('ba');
    desk.socket.say({ kind: 'saved', count: 1 });
    expect(desk.provider.peek().saved).toBe(true);
  });

  test('is unsaved again when the connection was lost before the server said so', () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    desk.socket.hangUp(1006);
    expect(desk.provider.peek()).toMatchObject({ saved: false, unsavedUpdates: 1 });
  });

  test('is not sent back when it comes from the server', () => {
    const desk = new Desk().greet('saved');
    const other = new Y.Doc();
    other.getText('t').insert(0, 'from elsewhere');
    desk.socket.say({ kind: 'update', update: Y.encodeStateAsUpdate(other) });
    expect(desk.doc.getText('t').toString()).toBe('from elsewhere');
    expect(desk.socket.hear()).toEqual([]);
    expect(desk.provider.peek().saved).toBe(true);
  });
});

describe('whenSaved', () => {
  test('resolves when what was typed before is on disk, not what was typed after', async () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    const saved = watch(desk.provider.whenSaved());
    desk.type('b');
    await settle();
    expect(saved.settled).toBe(false);
    desk.socket.say({ kind: 'saved', count: 2 });
    await settle();
    expect(saved).toEqual({ settled: true, error: undefined });
    expect(desk.provider.peek().saved).toBe(false);
  });

  test('waits across connections', async () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    const saved = watch(desk.provider.whenSaved());
    desk.socket.hangUp(1006);
    desk.clock.pass(1000);
    desk.greet();
    await settle();
    expect(saved.settled).toBe(false);
    desk.socket.say({ kind: 'saved', count: 1 });
    await settle();
    expect(saved).toEqual({ settled: true, error: undefined });
  });

  test('ends with the reason of its signal, and leaves nothing behind', async () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    const given = new AbortController();
    const saved = watch(desk.provider.whenSaved({ signal: given.signal }));
    given.abort(new Error('enough'));
    await settle();
    expect(saved.error).toEqual(new Error('enough'));
    await expect(desk.provider.whenSaved({ signal: given.signal })).rejects.toThrow('enough');
  });

  test('ends with an error when the document is refused or the provider destroyed', async () => {
    const refused = new Desk().greet('saved');
    refused.type('a');
    const first = watch(refused.provider.whenSaved());
    refused.socket.hangUp(4404, 'deleted');
    await settle();
    expect(String(first.error)).toContain('deleted');
    await expect(refused.provider.whenSaved()).rejects.toThrow('deleted');
    const left = new Desk().greet('saved');
    left.type('a');
    const second = watch(left.provider.whenSaved());
    left.provider.destroy();
    await settle();
    expect(String(second.error)).toContain('destroyed');
  });
});

describe('access and saving', () => {
  test('are what the server said last', () => {
    const desk = new Desk();
    expect(desk.provider.peek().access).toBeUndefined();
    desk.greet();
    expect(desk.provider.peek()).toMatchObject({ access: 'write', savingBehind: false });
    desk.socket.say({ kind: 'access', level: 'read' }, { kind: 'saving', isBehind: true });
    expect(desk.provider.peek()).toMatchObject({ access: 'read', savingBehind: true });
    desk.socket.say({ kind: 'saving', isBehind: false });
    expect(desk.provider.peek().savingBehind).toBe(false);
  });

  test('are told to who subscribed, until they have had enough', () => {
    const desk = new Desk().greet('saved');
    const seen: (string | undefined)[] = [];
    const stop = desk.provider.subscribe(({ access }) => seen.push(access));
    desk.socket.say({ kind: 'access', level: 'read' });
    stop();
    desk.socket.say({ kind: 'access', level: 'write' });
    expect(seen).toEqual(['read']);
  });

  test('outlive the connection as far as they are of the person, not of the server', () => {
    const desk = new Desk().greet();
    desk.socket.say({ kind: 'access', level: 'read' }, { kind: 'saving', isBehind: true });
    desk.socket.hangUp(1006);
    expect(desk.provider.peek()).toMatchObject({ access: 'read', savingBehind: false });
  });
});

describe('malformed frames', () => {
  test.each([
    ['an unknown type', [99]],
    ['a length beyond the end', [0, 2, 200, 1]],
    ['nothing', []],
    ['advice that does not exist', [66, 7, 0, 0]],
    ['presence cut off', [1, 2, 1, 9]],
  ])('%s ends the connection, and it is tried again', (_title, bytes) => {
    const desk = new Desk().greet();
    desk.socket.sayBytes(new Uint8Array(bytes));
    expect(desk.state).toBe('waiting');
    expect(desk.socket.closedWith).toBe(1000);
  });

  test('a text frame is no message', () => {
    const desk = new Desk().greet();
    desk.socket.onmessage?.({ data: 'hello' });
    expect(desk.state).toBe('connected');
  });
});

describe('destroy', () => {
  test('says goodbye and leaves neither timer, listener nor socket', () => {
    const desk = new Desk().greet();
    desk.page.fire('online');
    desk.socket.hear();
    desk.provider.destroy();
    expect(desk.socket.hear().map(({ kind }) => kind)).toEqual(['awareness']);
    expect(desk.socket.closedWith).toBe(1000);
    expect(desk.clock.waiting).toBe(0);
    expect(desk.page.listening).toBe(0);
    expect(desk.socket.onclose).toBeNull();
    desk.type('after');
    desk.awareness.setLocalState({});
    expect(desk.socket.hear()).toEqual([]);
  });

  test('ends a wait', () => {
    const desk = new Desk();
    desk.socket.hangUp(1006);
    desk.provider.destroy();
    expect(desk.clock.waiting).toBe(0);
    desk.clock.pass(60_000);
    expect(desk.server.sockets).toHaveLength(1);
  });
});

describe('an update that Yjs cannot read', () => {
  test('ends the connection, and is no secret', () => {
    const desk = new Desk().greet();
    expect(() => desk.socket.say({ kind: 'update', update: new Uint8Array([1, 200, 1]) })).toThrow();
    expect(desk.state).toBe('waiting');
  });
});

describe('two tabs of one browser', () => {
  test('have each what the other typed once, and see each other once', () => {
    const [one, two] = [new Desk().greet('saved'), new Desk().greet('saved')];
    one.type('hello');
    for (const message of one.socket.hear()) two.socket.say(message);
    expect(two.socket.hear()).toEqual([]);
    one.awareness.setLocalStateField('cursor', 1);
    for (const message of one.socket.hear()) two.socket.say(message);
    expect(two.doc.getText('t').toString()).toBe('hello');
    expect(two.awareness.getStates().size).toBe(2);
    expect(two.socket.hear()).toEqual([]);
  });
});
