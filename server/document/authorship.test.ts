import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Authorship } from './authorship.ts';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';

const at = (client: number, from: number, to = from + 1) => [{ client, from, to }];

/** As it comes back from the disk. */
function stored(authorship: Authorship): Authorship {
  const bytes = authorship.encode();
  return bytes === undefined ? authorship : Authorship.decode(bytes);
}

describe('Authorship', () => {
  it('binds a client id to who first wrote with it, and gives what others bring under it to them', () => {
    const authorship = new Authorship();
    authorship.note(at(7, 0, 10), 'ada');
    authorship.note(at(7, 10, 20), 'ben');
    authorship.note(at(7, 20, 30), 'ada');
    expect([0, 9, 10, 19, 20, 99].map((clock) => authorship.userOf(7, clock))).toEqual([
      ...['ada', 'ada', 'ben', 'ben', 'ada', 'ada'],
    ]);
    expect([authorship.ownerOf(7), authorship.ownerOf(8)]).toEqual(['ada', '']);
  });

  it('takes nobody’s word for what was written before anybody signed in', () => {
    const authorship = new Authorship();
    authorship.note(at(7, 0, 10), '');
    expect(authorship.encode()).toBeUndefined();
    authorship.note(at(7, 10), 'ada');
    expect([authorship.userOf(7, 9), authorship.userOf(7, 10), authorship.ownerOf(7)]).toEqual([
      '',
      'ada',
      '',
    ]);
  });

  it('rather knows nobody than somebody wrong when users change too often', () => {
    const authorship = new Authorship(3);
    authorship.note(at(1, 0), 'ada');
    authorship.note(at(2, 0), 'ada');
    authorship.note(at(1, 1), 'ben');
    authorship.note(at(1, 2), 'ada');
    authorship.note(at(3, 0), 'ada');
    for (let clock = 3; clock < 1000; clock++) authorship.note(at(1, clock), clock % 2 === 0 ? 'ada' : 'ben');
    expect([0, 1, 2, 999].map((clock) => authorship.userOf(1, clock))).toEqual([
      'ada',
      'ben',
      undefined,
      undefined,
    ]);
    expect([authorship.userOf(2, 5), authorship.userOf(3, 0)]).toEqual(['ada', undefined]);
    expect(authorship.encode()?.length).toBeLessThan(200);
    expect(stored(authorship).encode()).toEqual(authorship.encode());
  });

  it('knows of every id who brought it, whoever takes turns, also when it was stored in between', () => {
    const turn = fc.record({
      client: fc.nat(3),
      length: fc.integer({ min: 1, max: 5 }),
      user: fc.constantFrom('', 'a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        let authorship = new Authorship();
        const truth = new Map<number, string[]>();
        for (const { client, length, user } of turns) {
          const users = truth.get(client) ?? [];
          authorship.note([{ client, from: users.length, to: users.length + length }], user);
          truth.set(client, [...users, ...Array.from({ length }, () => user)]);
          authorship = stored(authorship);
        }
        for (const [client, users] of truth)
          expect(users.map((_, clock) => authorship.userOf(client, clock))).toEqual(users);
      }),
    );
  });
});

it('a checkpoint without authors is its update, and one with authors gives both back', () => {
  const update = Uint8Array.of(0, 0);
  expect(encodeCheckpoint(update, undefined)).toBe(update);
  expect(decodeCheckpoint(update).update).toBe(update);
  expect(decodeCheckpoint(update).authorship.encode()).toBeUndefined();
  const authorship = new Authorship();
  authorship.note(at(7, 0), 'ada 💥');
  const content = decodeCheckpoint(encodeCheckpoint(update, authorship.encode()));
  expect([content.update, content.authorship.userOf(7, 0)]).toEqual([update, 'ada 💥']);
});
