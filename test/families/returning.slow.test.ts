import { createMemoryDisk, createMemoryLog } from '@scriptorium/persistence';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { textOf } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import { TroubledLog } from '../server/troubledLog.ts';
import { converge, familyNames, open, openAll, readOf, type, whenAllSaved } from './person.ts';

const name = 'letter';
/** y-sweet takes its time before it fetches another token. */
const limitMs = 60_000;

/** y-sweet tells the console of each attempt that fails. */
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('all families in one document', () => {
  it(
    'bring what they wrote while the server was away, and call it saved only then',
    async () => {
      const disk = createMemoryDisk();
      const first = await RunningServer.start({ log: createMemoryLog({ disk }) });
      const people = await openAll({ place: first, name });
      for (const [family, person] of people) type(person, `${family} before, `);
      await whenAllSaved(people);
      await converge(people);
      await first.stop();
      for (const [family, { isSynced }] of people) await eventually(`${family} to notice`, () => !isSynced());
      for (const [family, person] of people) type(person, `${family} meanwhile, `);
      const log = new TroubledLog(createMemoryLog({ disk }));
      const release = log.holdAppends();
      const second = await RunningServer.start({ log, port: first.port });
      for (const [family, { isSynced }] of people) await eventually(`${family} to be back`, isSynced, 20_000);
      await eventually('an append', () => log.appends > 0);
      for (const [family, { isSaved }] of people) expect([family, isSaved()]).toEqual([family, false]);
      release();
      await whenAllSaved(people);
      await converge(people);
      expect(second.problems).toEqual([]);
      const reader = await RawClient.join({ url: second.webSocketUrl, path: name });
      for (const family of familyNames)
        for (const when of ['before', 'meanwhile'])
          expect(textOf([await reader.read()])).toContain(`${family} ${when}, `);
    },
    limitMs,
  );

  it('come back when their network was cut, and converge', async () => {
    const place = await RunningServer.start();
    const people = await openAll({ place, name });
    for (const [family, person] of people) {
      person.cut();
      type(person, `${family} in the dark, `);
    }
    await whenAllSaved(people);
    await converge(people);
  });
});

describe.each(familyNames)('%s', (family) => {
  it('is not told that an edit is saved while the disk refuses, stays connected, and is told when it has room again (S8, S25)', async () => {
    const log = new TroubledLog();
    const place = await RunningServer.start({ log });
    const person = open(family, { place, name });
    await eventually('it to be synced and saved', () => person.isSynced());
    const mend = log.failAppends();
    type(person, 'refused for now');
    await eventually('some attempts', () => log.appends >= 3);
    expect([person.isSaved(), person.isSynced()]).toEqual([false, true]);
    mend();
    await eventually('it to be saved', person.isSaved);
    expect(textOf(log.updatesOf(name))).toBe('refused for now');
  });

  it('is not told that an edit is saved that a crash took, and brings it back', async () => {
    const disk = createMemoryDisk();
    const log = new TroubledLog(createMemoryLog({ disk }));
    const first = await RunningServer.start({ log });
    const person = open(family, { place: first, name });
    await eventually('it to be synced', person.isSynced);
    log.holdAppends();
    const appends = log.appends;
    type(person, 'in mid air');
    await eventually('the append', () => log.appends > appends);
    expect(await first.stop(50)).toEqual({ unsaved: [name] });
    await eventually('it to notice', () => !person.isSynced());
    expect(person.isSaved()).toBe(false);
    await RunningServer.start({ log: createMemoryLog({ disk }), port: first.port });
    await eventually('it to be saved', person.isSaved, 20_000);
    expect(readOf(person)).toBe('in mid air');
  });
});
