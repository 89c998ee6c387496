import { describe, expect, test } from 'vitest';
import { Desk, textOf } from '../testing/desk.fixture.ts';

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
