import { parseDocumentName } from '@scriptorium/persistence';
import { describe, expect, it } from 'vitest';
import type { Access, Authorize } from '../auth/access.ts';
import { FakeClock, settle } from '../room/fakeClock.fixture.ts';
import { Gate, type Guest } from './gate.ts';

const name = parseDocumentName('notes');

function gateWith(authorize: Authorize) {
  const clock = new FakeClock();
  const problems: unknown[] = [];
  const gate = new Gate({ authorize, clock, report: (problem) => problems.push(problem) });
  return { gate, clock, problems, ask: (token?: string) => gate.ask({ name, token }) };
}

const answering = (access: unknown) => gateWith(() => Promise.resolve(access as Access));

/** A guest that counts how often it was asked about. */
function guest(more: Partial<Guest> = {}): Guest & { checks: number } {
  const each = {
    name,
    user: 'ada',
    untilMs: undefined,
    checks: 0,
    ...more,
    recheck: () => {
      each.checks += 1;
      return Promise.resolve(true);
    },
  };
  return each;
}

describe('Gate', () => {
  it.each([
    ['nothing', undefined],
    ['another kind', { kind: 'allowed' }],
    ['no such level', { kind: 'granted', user: 'ada', level: 'admin' }],
    ['no user', { kind: 'granted', level: 'write' }],
    ['a user with too long a name', { kind: 'granted', level: 'write', user: 'x'.repeat(256) }],
  ])('lets nobody in by %s, and tells the operator', async (_, access) => {
    const { ask, problems } = answering(access);
    expect((await ask()).kind).toBe('undecided');
    expect(problems).toHaveLength(1);
  });

  it('lets nobody in whose access has ended already, nor with a token that is too long to be one', async () => {
    const ended = answering({ kind: 'granted', user: 'ada', level: 'write', untilMs: 1 });
    await ended.clock.pass(10);
    expect((await ended.ask()).kind).toBe('denied');
    const anything = answering({ kind: 'granted', user: 'ada', level: 'write' });
    expect((await anything.ask('x'.repeat(8193))).kind).toBe('denied');
  });

  it('asks about whoever is inside within a second of the end, by one timer, and once at a time', async () => {
    const untilMs = new FakeClock().nowMs() + 5000;
    const { gate, clock, ask } = answering({ kind: 'granted', user: 'ada', level: 'read', untilMs });
    const [lasting, ending] = [guest(), guest({ untilMs })];
    for (const each of [lasting, ending]) gate.watch(each);
    await ask('t');
    await clock.pass(4900);
    expect(ending.checks).toBe(0);
    await clock.pass(900);
    expect([ending.checks, lasting.checks]).toEqual([1, 0]);
    for (const each of [lasting, ending]) gate.forget(each);
    expect(gate.size).toBe(0);
  });

  it('asks about those only whom it may concern, and about who is on the way in', async () => {
    const { gate } = answering(undefined);
    const guests = [
      guest(),
      guest({ user: 'ben' }),
      guest({ user: undefined }),
      guest({ name: parseDocumentName('other') }),
    ];
    for (const each of guests) gate.watch(each);
    expect(await gate.recheck({ user: 'ada', document: 'notes' })).toEqual({ checked: 2, ended: 0 });
    await settle();
    expect(guests.map(({ checks }) => checks)).toEqual([1, 0, 1, 0]);
    expect((await gate.recheck()).checked).toBe(4);
  });
});
