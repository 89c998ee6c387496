import type { Message } from '@scriptorium/server/protocol';
import { describe, expect, test } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Desk } from '../testing/desk.fixture.ts';

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
