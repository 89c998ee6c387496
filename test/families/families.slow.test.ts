import { describe, expect, it } from 'vitest';
import { textOf } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import { TroubledLog } from '../server/troubledLog.ts';
import { converge, familyNames, open, openAll, readOf, type, whenAllSaved } from './person.ts';

const name = 'letter';

describe('all families in one document', () => {
  it('converge, and each is told that its own edits are saved', async () => {
    const log = new TroubledLog();
    const place = await RunningServer.start({ log });
    const people = await openAll({ place, name });
    for (let round = 0; round < 5; round += 1)
      for (const [family, person] of people) type(person, `${family} ${round}, `);
    await whenAllSaved(people);
    await converge(people);
    const [anybody] = people.values();
    if (anybody === undefined) throw new Error('nobody');
    for (const family of people.keys())
      for (let round = 0; round < 5; round += 1) expect(readOf(anybody)).toContain(`${family} ${round}, `);
    expect(textOf(log.updatesOf(name))).toBe(readOf(anybody));
    expect(place.problems).toEqual([]);
  });

  it('give who comes late all that is there, when it calls itself synced (S6)', async () => {
    const place = await RunningServer.start();
    const people = await openAll({ place, name });
    for (const [family, person] of people) type(person, `${family}, `);
    await whenAllSaved(people);
    await converge(people);
    const [anybody] = people.values();
    for (const family of familyNames) {
      const late = open(family, { place, name });
      await eventually(`${family} to be synced`, () => late.isSynced());
      expect(readOf(late)).toBe(anybody && readOf(anybody));
    }
  });

  it('read what somebody else deleted and typed in the middle', async () => {
    const place = await RunningServer.start();
    const people = await openAll({ place, name });
    const [anybody] = people.values();
    if (anybody === undefined) throw new Error('nobody');
    type(anybody, 'a long line of text');
    await converge(people);
    for (const { doc } of people.values()) doc.getText('text').delete(2, 1);
    for (const { doc } of people.values()) doc.getText('text').insert(3, '🙂');
    await whenAllSaved(people);
    await converge(people);
  });
});

describe.each(familyNames)('%s', (family) => {
  it('is told that an edit is saved when the log has it, and never before (S7)', async () => {
    const log = new TroubledLog();
    const place = await RunningServer.start({ log });
    const person = open(family, { place, name });
    await eventually('it to be synced', person.isSynced);
    type(person, 'before, ');
    await eventually('it to be saved', person.isSaved);
    const release = log.holdAppends();
    const appends = log.appends;
    type(person, 'held');
    await eventually('the append', () => log.appends > appends);
    const bystander = await RawClient.join({ url: place.webSocketUrl, path: name });
    expect(textOf([await bystander.read()])).toBe('before, held');
    await bystander.read();
    expect(person.isSaved()).toBe(false);
    release();
    await eventually('it to be saved', person.isSaved);
    expect(textOf(log.updatesOf(name))).toBe('before, held');
  });
});
