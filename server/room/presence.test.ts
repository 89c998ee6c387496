import { describe, expect, it } from 'vitest';
import { absentState, decodeAwareness, encodeAwareness, MalformedError } from '../protocol/index.ts';
import { Presence } from './presence.ts';
import { Recorder } from './recorder.fixture.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a client says of itself: `null` for that it leaves. */
function says(clientId: number, clock: number, state: object | null = { at: clock }): Uint8Array {
  return encodeAwareness([
    { clientId, clock, state: state === null ? absentState : bytes(JSON.stringify(state)) },
  ]);
}

/** All who are present, as `client@clock`. */
function present(presence: Presence): string[] {
  return decodeAwareness(presence.encode()).map(({ clientId, clock }) => `${clientId}@${clock}`);
}

/** A state of so many arrays within each other. */
function nested(depth: number): Uint8Array {
  return encodeAwareness([{ clientId: 1, clock: 1, state: bytes('['.repeat(depth) + ']'.repeat(depth)) }]);
}

describe('Presence', () => {
  it('takes the newer word and drops what is known', () => {
    const presence = new Presence();
    const ada = new Recorder();
    expect(presence.receive(ada, says(1, 1))).toEqual([1]);
    expect(presence.receive(ada, says(1, 1))).toEqual([]);
    expect(presence.receive(ada, says(1, 0))).toEqual([]);
    expect(presence.receive(ada, says(1, 5))).toEqual([1]);
    expect(present(presence)).toEqual(['1@5']);
    expect(presence.receive(ada, says(1, 4))).toEqual([]);
  });

  it('drops what others send back, before looking into it (S15)', () => {
    const presence = new Presence();
    const ada = new Recorder();
    const ben = new Recorder();
    presence.receive(ada, says(1, 3));
    presence.receive(ben, says(2, 1));
    expect(presence.receive(ben, says(1, 3))).toEqual([]);
    expect(
      presence.receive(ben, encodeAwareness([{ clientId: 1, clock: 3, state: bytes('{broken') }])),
    ).toEqual([]);
  });

  it('honours a null with an unchanged clock at once (S13)', () => {
    const presence = new Presence();
    const ada = new Recorder();
    presence.receive(ada, says(1, 4));
    expect(presence.receive(ada, says(1, 4, null))).toEqual([1]);
    expect(presence.isEmpty).toBe(true);
    expect(decodeAwareness(presence.encode([1]))).toEqual([{ clientId: 1, clock: 5, state: absentState }]);
  });

  it('withdraws what a member brought when it leaves, with the same clock: what a crash makes the server forget stays small (S14)', () => {
    const presence = new Presence();
    const ada = new Recorder();
    presence.receive(ada, says(1, 4));
    expect(presence.leave(ada)).toEqual([1]);
    expect(decodeAwareness(presence.encode([1]))[0]).toMatchObject({ clientId: 1, clock: 5 });
  });

  it('announces who comes back with an unchanged clock under the next one (S14)', () => {
    const presence = new Presence();
    const before = new Recorder();
    presence.receive(before, says(1, 4));
    presence.leave(before);
    expect(presence.receive(new Recorder(), says(1, 4))).toEqual([1]);
    expect(present(presence)).toEqual(['1@6']);
  });

  it('keeps who is back although the half-open connection of before ends later', () => {
    const presence = new Presence();
    const before = new Recorder();
    const after = new Recorder();
    presence.receive(before, says(1, 4));
    presence.receive(after, says(1, 4));
    expect(presence.leave(before)).toEqual([]);
    expect(present(presence)).toEqual(['1@6']);
    expect(presence.receive(after, says(1, 5, { at: 'elsewhere' }))).toEqual([1]);
    expect(present(presence)).toEqual(['1@7']);
    expect(presence.leave(after)).toEqual([1]);
  });

  it('shows who comes back those who stood still meanwhile, under clocks that it has not heard (S14)', () => {
    const presence = new Presence();
    const ada = new Recorder();
    const before = new Recorder();
    presence.receive(ada, says(1, 4));
    presence.receive(before, says(2, 7));
    presence.leave(before);
    expect(presence.receive(new Recorder(), says(2, 7))).toEqual([1, 2]);
    expect(present(presence)).toEqual(['1@6', '2@9']);
  });

  it('tells nobody that a client took a higher clock over, and everybody what it says next, whatever its clock', () => {
    const presence = new Presence();
    const ada = new Recorder();
    presence.receive(ada, says(1, 4, { x: 1 }));
    expect(presence.receive(ada, says(1, 5, { x: 1 }))).toEqual([]);
    expect(presence.receive(ada, says(1, 6, { x: 2 }))).toEqual([1]);
    expect(present(presence)).toEqual(['1@6']);
  });

  it('comes to rest when a client takes over what it was told before its next change had arrived', () => {
    const presence = new Presence();
    const ada = new Recorder();
    presence.receive(ada, says(1, 3, { x: 1 }));
    presence.leave(ada);
    presence.receive(ada, says(1, 3, { x: 1 }));
    expect(present(presence)).toEqual(['1@5']);
    expect(presence.receive(ada, says(1, 4, { x: 2 }))).toEqual([1]);
    expect(presence.receive(ada, says(1, 5, { x: 1 }))).toEqual([]);
    expect(presence.receive(ada, says(1, 6, { x: 2 }))).toEqual([]);
    expect(present(presence)).toEqual(['1@6']);
  });

  it('takes a change that crossed with a higher clock on its way', () => {
    const presence = new Presence();
    const ada = new Recorder();
    presence.receive(ada, says(1, 4, { x: 1 }));
    expect(presence.receive(ada, says(1, 5, { x: 2 }))).toEqual([1]);
    expect(present(presence)).toEqual(['1@6']);
  });

  it('does not believe one member about another (S22)', () => {
    const presence = new Presence();
    const ada = new Recorder();
    const eve = new Recorder();
    presence.receive(ada, says(1, 4));
    presence.receive(eve, says(2, 1));
    expect(presence.receive(eve, says(1, 9))).toEqual([]);
    expect(presence.receive(eve, says(1, 4, null))).toEqual([]);
    expect(present(presence)).toEqual(['1@5', '2@2']);
  });

  it('lets nobody introduce themselves as another user who is here (S22)', () => {
    const presence = new Presence();
    presence.receive(new Recorder('ada'), says(1, 4));
    const eve = new Recorder('eve');
    expect(presence.receive(eve, says(1, 9, { name: 'eve' }))).toEqual([]);
    expect(presence.receive(eve, says(1, 5, null))).toEqual([]);
    expect(present(presence)).toEqual(['1@5']);
  });

  it('takes back what a user wrote with from another who introduced themselves as it meanwhile (S22)', () => {
    const presence = new Presence({ ownerOf: (clientId) => (clientId === 1 ? 'ada' : '') });
    presence.receive(new Recorder('ada'), says(2, 1));
    const eve = new Recorder('eve');
    presence.receive(eve, says(1, 1000, { name: 'eve' }));
    const ada = new Recorder('ada');
    expect(presence.receive(ada, says(1, 4))).toContain(1);
    expect(decodeAwareness(presence.encode([1]))).toEqual([
      { clientId: 1, clock: 1003, state: bytes('{"at":4}') },
    ]);
    expect(presence.receive(eve, says(1, 2000, { name: 'eve' }))).toEqual([]);
    expect(presence.leave(eve)).toEqual([]);
    expect(presence.leave(ada)).toEqual([1]);
  });

  it('does not bring back who has left when somebody sends the past', () => {
    const presence = new Presence();
    const ada = new Recorder();
    const ben = new Recorder();
    presence.receive(ada, says(1, 4));
    presence.receive(ben, says(2, 1));
    presence.leave(ada);
    expect(presence.receive(ben, says(1, 4))).toEqual([]);
    expect(present(presence)).toEqual(['2@2']);
  });

  it.each([
    ['a state that is no JSON', encodeAwareness([{ clientId: 1, clock: 1, state: bytes('{') }])],
    ['a state that is no object', encodeAwareness([{ clientId: 1, clock: 1, state: bytes('7') }])],
    ['a state that is no UTF-8', encodeAwareness([{ clientId: 1, clock: 1, state: new Uint8Array([0xff]) }])],
    ['a state beyond its bound', says(1, 1, { long: 'x'.repeat(70_000) })],
    ['a state that nests beyond what clients can encode again', nested(501)],
    ['a clock beyond its bound', says(1, 2 ** 40)],
    ['a count beyond its end (S3)', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['bytes after its end', new Uint8Array([0, 0])],
  ])('refuses %s, and takes nothing of it in', (_, update) => {
    const presence = new Presence();
    expect(() => presence.receive(new Recorder(), update)).toThrow(MalformedError);
    expect(presence.isEmpty).toBe(true);
  });

  it('takes a state that nests as deep as may be', () => {
    expect(new Presence().receive(new Recorder(), nested(500))).toEqual([1]);
  });

  it('bounds how many clients one member speaks for', () => {
    const presence = new Presence();
    const crowd = Array.from({ length: 100 }, (_, index) => ({
      clientId: index,
      clock: 1,
      state: bytes('{}'),
    }));
    expect(presence.receive(new Recorder(), encodeAwareness(crowd))).toHaveLength(64);
  });
});
