import type { Entry, Sequence } from '@scriptorium/persistence';
import { describe, expect, it } from 'vitest';
import { ControlledLog } from './controlledLog.fixture.ts';
import { FakeClock, settle } from './fakeClock.fixture.ts';
import { Journal } from './journal.ts';
import { name } from './roomsHarness.fixture.ts';
import { SavingLoad } from './savingLoad.ts';

/** A journal, and what it said of each write: its word, then `saved` or `dropped`. */
function setUp() {
  const log = new ControlledLog();
  const clock = new FakeClock();
  const load = new SavingLoad(1000);
  const said: string[] = [];
  const journal = new Journal({
    name,
    log,
    clock,
    load,
    report: () => {},
    last: 0 as Sequence,
    onRefused: (error) => said.push(error.code),
    onBehind: (isBehind) => said.push(isBehind ? 'behind' : 'caught up'),
  });
  const write = (...words: string[]) =>
    journal.write(words.map(entry), (outcome) => said.push(`${words.join(' ')} ${outcome}`));
  return { log, clock, load, said, journal, write };
}

function entry(word: string): Entry {
  return { timeMs: 1, author: '', update: new TextEncoder().encode(word) };
}

async function stored({ log }: { log: ControlledLog }): Promise<string> {
  const entries = (await log.read(name))?.entries ?? [];
  return entries.map(({ update }) => new TextDecoder().decode(update)).join(' ');
}

describe('Journal', () => {
  it('writes what comes in while a write is under way with the next one, in order (S18)', async () => {
    const setup = setUp();
    setup.log.hold();
    setup.write('one');
    setup.write('two', 'three');
    setup.write('four');
    await settle();
    expect(setup.said).toEqual([]);
    setup.log.release();
    await setup.journal.whenIdle();
    expect(setup.log.appends).toEqual([1, 3]);
    expect(setup.said).toEqual(['one saved', 'two three saved', 'four saved']);
    expect(await stored(setup)).toBe('one two three four');
  });

  it('waits longer after each failure, and writes in order once the disk takes it', async () => {
    const setup = setUp();
    setup.log.appendFailures = 3;
    setup.write('one');
    await settle();
    setup.write('two');
    await setup.clock.pass(100);
    await setup.clock.pass(200);
    expect(setup.log.appends).toHaveLength(3);
    expect(setup.said).toEqual(['behind']);
    expect([...setup.load.behind.keys()]).toEqual([name]);
    await setup.clock.pass(400);
    expect(setup.said).toEqual(['behind', 'caught up', 'one saved', 'two saved']);
    expect(await stored(setup)).toBe('one two');
    expect([setup.load.bytes, setup.load.behind.size, setup.clock.pending]).toEqual([0, 0, 0]);
  });

  it('lets a write of nothing wait for all before it', async () => {
    const setup = setUp();
    setup.log.hold();
    setup.write('one');
    setup.write();
    await settle();
    expect(setup.said).toEqual([]);
    setup.log.release();
    await settle();
    expect(setup.said).toEqual(['one saved', ' saved']);
  });

  it('drops what waits when the log refuses the document for good, and says so', async () => {
    const setup = setUp();
    await setup.log.append(name, [entry('zero')]);
    await setup.log.delete(name);
    setup.write('one');
    await settle();
    setup.write('two');
    expect(setup.said).toEqual(['DOCUMENT_DELETED', 'one dropped', 'two dropped']);
    expect(setup.load.bytes).toBe(0);
  });

  it('calls nothing saved that it abandoned, though it may be on its way', async () => {
    const setup = setUp();
    setup.log.appendFailures = 1;
    setup.write('one');
    await settle();
    setup.write('two');
    setup.journal.abandon();
    await settle();
    expect([...setup.said].sort()).toEqual(['behind', 'one dropped', 'two dropped']);
    expect(setup.clock.pending).toBe(0);
  });
});
