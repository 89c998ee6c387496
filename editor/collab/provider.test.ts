import type { Message } from '@scriptorium/server/protocol';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { ServerSide } from '../testing/serverSide.fixture.ts';
import { FakeClock } from '../testing/time.fixture.ts';
import { createProvider, type Provider } from './provider.ts';

/** An event target that knows how many listen to it. */
class Page extends EventTarget {
  listening = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listening += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listening -= 1;
    super.removeEventListener(...args);
  }

  fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

class Desk {
  readonly server = new ServerSide();
  readonly clock = new FakeClock();
  readonly page = new Page();
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly provider: Provider;

  constructor({ doc = new Y.Doc(), random = 0 }: { readonly doc?: Y.Doc; readonly random?: number } = {}) {
    const { clock, page, server } = this;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    // Its timer would keep the test's process alive.
    this.awareness.destroy();
    this.awareness.setLocalState({ user: { name: 'Ada' } });
    this.provider = createProvider({
      url: 'ws://here/',
      name: 'a/b',
      doc,
      awareness: this.awareness,
      WebSocket: server.WebSocket,
      clock,
      random: () => random,
      page,
    });
    onTestFinished(() => this.provider.destroy());
  }

  get socket() {
    return this.server.socket;
  }

  get state() {
    return this.provider.peek().connection.state;
  }

  type(text: string): void {
    this.doc.getText('t').insert(0, text);
  }

  /** What the server hears of the document, presence left out. */
  hear(): readonly Message[] {
    return this.socket.hear().filter(({ kind }) => kind !== 'awareness');
  }

  /** Opens the latest socket, as a server does that has nothing; with `saved` it also confirms the answer. */
  greet(saved?: 'saved'): this {
    this.socket.accept();
    this.socket.say(
      { kind: 'access', level: 'write' },
      { kind: 'syncStep1', vector: new Uint8Array([0]) },
      { kind: 'syncStep2', update: new Uint8Array([0, 0]) },
    );
    if (saved) this.socket.say({ kind: 'saved', count: 1 });
    this.socket.hear();
    return this;
  }

  /** In how many milliseconds it wants to come back; undefined when it doesn't wait. */
  get returnsInMs(): number | undefined {
    const { connection } = this.provider.peek();
    return connection.state === 'waiting' ? connection.retryAtMs - this.clock.nowMs() : undefined;
  }
}

function textOf(messages: readonly Message[]): string {
  const doc = new Y.Doc();
  for (const message of messages)
    if (message.kind === 'update' || message.kind === 'syncStep2') Y.applyUpdate(doc, message.update);
  return doc.getText('t').toString();
}

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

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

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
    await turn();
    expect(saved.settled).toBe(false);
    desk.socket.say({ kind: 'saved', count: 2 });
    await turn();
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
    await turn();
    expect(saved.settled).toBe(false);
    desk.socket.say({ kind: 'saved', count: 1 });
    await turn();
    expect(saved).toEqual({ settled: true, error: undefined });
  });

  test('ends with the reason of its signal, and leaves nothing behind', async () => {
    const desk = new Desk().greet('saved');
    desk.type('a');
    const given = new AbortController();
    const saved = watch(desk.provider.whenSaved({ signal: given.signal }));
    given.abort(new Error('enough'));
    await turn();
    expect(saved.error).toEqual(new Error('enough'));
    await expect(desk.provider.whenSaved({ signal: given.signal })).rejects.toThrow('enough');
  });

  test('ends with an error when the document is refused or the provider destroyed', async () => {
    const refused = new Desk().greet('saved');
    refused.type('a');
    const first = watch(refused.provider.whenSaved());
    refused.socket.hangUp(4404, 'deleted');
    await turn();
    expect(String(first.error)).toContain('deleted');
    await expect(refused.provider.whenSaved()).rejects.toThrow('deleted');
    const left = new Desk().greet('saved');
    left.type('a');
    const second = watch(left.provider.whenSaved());
    left.provider.destroy();
    await turn();
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

describe('coming back', () => {
  test.each([
    [0, [250, 500, 1000, 2000, 4000, 5000, 5000]],
    [1, [500, 1000, 2000, 4000, 8000, 10_000, 10_000]],
  ])('takes longer each time without advice, with chance %d', (random, delaysMs) => {
    const desk = new Desk({ random });
    for (const delayMs of delaysMs) {
      desk.socket.hangUp(1006);
      expect(desk.returnsInMs).toBe(delayMs);
      const before = desk.server.sockets.length;
      desk.clock.pass(delayMs - 1);
      expect(desk.server.sockets).toHaveLength(before);
      desk.clock.pass(1);
      expect(desk.server.sockets).toHaveLength(before + 1);
    }
  });

  test('is soon again once the document was here', () => {
    const desk = new Desk();
    for (let failures = 0; failures < 5; failures += 1) {
      desk.socket.hangUp(1006);
      desk.clock.pass(10_000);
    }
    desk.greet();
    desk.socket.hangUp(1006);
    expect(desk.returnsInMs).toBe(250);
  });

  test.each([
    ['later: after its time', { when: 'later', delayMs: 7000 }, 7000],
    ['later, but absurdly: in ten minutes', { when: 'later', delayMs: 2 ** 50 }, 600_000],
    ['now: at once', { when: 'now' }, 0],
  ] as const)('follows the advice %s', (_title, advice, delayMs) => {
    const desk = new Desk().greet();
    desk.socket.say({ kind: 'closing', advice, reason: 'tidying up' });
    desk.socket.hangUp(1001);
    expect(desk.returnsInMs).toBe(delayMs);
  });

  test('does not run in circles when the server says "now" each time', () => {
    const desk = new Desk();
    for (const delayMs of [0, 500, 1000]) {
      desk.socket.accept();
      desk.socket.say({ kind: 'closing', advice: { when: 'now' }, reason: '' });
      desk.socket.hangUp(1001);
      expect(desk.returnsInMs).toBe(delayMs);
      desk.clock.pass(delayMs);
    }
  });

  test('never happens on the advice never, in the words of the server, even if the code was lost', () => {
    const desk = new Desk().greet();
    desk.socket.say({ kind: 'closing', advice: { when: 'never' }, reason: 'It was deleted.' });
    desk.socket.hangUp(1006);
    expect(desk.provider.peek().connection).toEqual({
      state: 'refused',
      code: 1006,
      reason: 'It was deleted.',
    });
    desk.clock.pass(1_000_000);
    for (const type of ['online', 'pageshow', 'visibilitychange']) desk.page.fire(type);
    expect(desk.server.sockets).toHaveLength(1);
    expect(desk.clock.waiting).toBe(0);
  });

  test.each([4400, 4401, 4404, 4499])('never happens after code %d without advice', (code) => {
    const desk = new Desk();
    desk.socket.hangUp(code, 'no');
    expect(desk.provider.peek().connection).toEqual({ state: 'refused', code, reason: 'no' });
    expect(desk.clock.waiting).toBe(0);
  });

  test('forgets advice that was for another connection', () => {
    const desk = new Desk().greet();
    desk.socket.say({ kind: 'closing', advice: { when: 'later', delayMs: 7000 }, reason: '' });
    desk.socket.hangUp(1001);
    desk.clock.pass(7000);
    desk.greet();
    desk.socket.hangUp(1006);
    expect(desk.returnsInMs).toBe(250);
  });
});

describe('a server that is silent', () => {
  test('is left when it said nothing for 45 s, and tried again', () => {
    const desk = new Desk().greet();
    desk.clock.pass(44_000);
    expect(desk.state).toBe('connected');
    desk.clock.pass(7000);
    expect(desk.server.sockets).toHaveLength(2);
    expect(desk.server.sockets[0]?.closedWith).toBe(1000);
  });

  test('is left after 15 s when it has not even opened', () => {
    const desk = new Desk();
    desk.clock.pass(21_000);
    expect(desk.server.sockets.length).toBeGreaterThan(1);
  });

  test('is not silent while it sends what keeps a connection alive', () => {
    const desk = new Desk().greet();
    for (let minute = 0; minute < 10; minute += 1) {
      desk.clock.pass(20_000);
      desk.socket.say({ kind: 'awareness', update: new Uint8Array([0]) });
    }
    expect(desk.server.sockets).toHaveLength(1);
  });

  test('is not heard any more after it was left', () => {
    const desk = new Desk().greet();
    const [old] = desk.server.sockets;
    desk.clock.pass(51_000);
    old?.hangUp(4404);
    old?.say({ kind: 'access', level: 'read' });
    expect(desk.state).toBe('connecting');
    expect(desk.provider.peek().access).toBe('write');
  });
});

describe('after a sleep', () => {
  test.each(['visibilitychange', 'online', 'resume', 'pageshow'])('%s makes it ask at once', (type) => {
    const desk = new Desk().greet();
    desk.clock.sleep(30_000);
    desk.page.fire(type);
    expect(desk.hear().map(({ kind }) => kind)).toEqual(['queryAwareness']);
    desk.clock.pass(4000);
    expect(desk.state).toBe('waiting');
  });

  test('a timer that comes late makes it ask, even if no event tells', () => {
    const desk = new Desk().greet();
    desk.clock.sleep(40_000);
    desk.clock.pass(0);
    expect(desk.hear().map(({ kind }) => kind)).toEqual(['queryAwareness']);
  });

  test('the connection stays when the server answers', () => {
    const desk = new Desk().greet();
    desk.page.fire('online');
    desk.page.fire('visibilitychange');
    expect(desk.hear()).toHaveLength(1);
    desk.socket.say({ kind: 'awareness', update: new Uint8Array([0]) });
    desk.clock.pass(30_000);
    expect(desk.server.sockets).toHaveLength(1);
  });

  test.each(['visibilitychange', 'online'])('%s ends a wait', (type) => {
    const desk = new Desk();
    for (let failures = 0; failures < 6; failures += 1) {
      desk.clock.pass(desk.returnsInMs ?? 0);
      desk.socket.hangUp(1006);
    }
    desk.page.fire(type);
    expect(desk.state).toBe('connecting');
    expect(desk.server.sockets).toHaveLength(7);
  });

  test('a wait that the server asked for is kept', () => {
    const desk = new Desk().greet();
    desk.socket.say({ kind: 'closing', advice: { when: 'later', delayMs: 7000 }, reason: '' });
    desk.socket.hangUp(1013);
    desk.page.fire('visibilitychange');
    expect(desk.returnsInMs).toBe(7000);
  });
});

describe('the network', () => {
  test('is waited for when the browser says that there is none, and used as soon as there is', () => {
    const desk = new Desk().greet('saved');
    desk.page.fire('offline');
    expect(desk.state).toBe('waiting');
    desk.type('meanwhile');
    desk.page.fire('online');
    expect(desk.state).toBe('connecting');
    desk.socket.accept();
    desk.socket.hear();
    desk.socket.say({ kind: 'syncStep1', vector: new Uint8Array([0]) });
    expect(textOf(desk.hear())).toBe('meanwhile');
  });
});

describe('presence', () => {
  const names = ({ awareness }: Desk) => [...awareness.getStates().values()].map((state) => state.user?.name);
  const states = (messages: readonly Message[]) => {
    const seen = new Awareness(new Y.Doc());
    seen.destroy();
    return messages.flatMap((message) => (message.kind === 'awareness' ? [message.update] : [])).length;
  };

  function other(name: string): Extract<Message, { kind: 'awareness' }> {
    const awareness = new Awareness(new Y.Doc());
    awareness.destroy();
    awareness.setLocalState({ user: { name } });
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID]);
    return { kind: 'awareness', update };
  }

  test('of others is not sent back (S15)', () => {
    const desk = new Desk().greet();
    desk.socket.say(other('Béla'));
    expect(names(desk)).toEqual(['Ada', 'Béla']);
    expect(states(desk.socket.hear())).toBe(0);
  });

  test('of others ends with the connection, and one’s own is told anew with the next (S14)', () => {
    const desk = new Desk().greet();
    desk.socket.say(other('Béla'));
    desk.socket.hangUp(1006);
    expect(names(desk)).toEqual(['Ada']);
    const clock = desk.awareness.meta.get(desk.doc.clientID)?.clock ?? 0;
    desk.clock.pass(1000);
    desk.socket.accept();
    expect(states(desk.socket.hear())).toBe(1);
    expect(desk.awareness.meta.get(desk.doc.clientID)?.clock).toBe(clock + 1);
  });

  test('of others is there at once on the next connection, although they have not moved (S14)', () => {
    const desk = new Desk().greet();
    const message = other('Béla');
    desk.socket.say(message);
    desk.socket.hangUp(1006);
    desk.clock.pass(1000);
    desk.greet();
    desk.socket.say(message);
    expect(names(desk)).toEqual(['Ada', 'Béla']);
  });

  test('that is no JSON hides nobody else', () => {
    const desk = new Desk().greet();
    const bela = other('Béla');
    const broken = [1, 9, 1, 1, '{'.charCodeAt(0)];
    const update = new Uint8Array([2, ...broken.slice(1), ...bela.update.slice(1)]);
    desk.socket.say({ kind: 'awareness', update });
    expect(names(desk)).toEqual(['Ada', 'Béla']);
    expect(desk.state).toBe('connected');
  });

  test('is taken back when the page is left, and told again when it comes back', () => {
    const desk = new Desk().greet();
    desk.page.fire('pagehide');
    const [left] = desk.socket.hear();
    expect(left?.kind === 'awareness' && new TextDecoder().decode(left.update)).toContain('null');
    desk.page.fire('pageshow');
    expect(states(desk.socket.hear())).toBe(1);
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
