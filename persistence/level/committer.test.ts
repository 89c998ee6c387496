import { expect, it } from 'vitest';
import { bytesOf, checkpointOf, entryOf, name, other, summaryOf } from '../contract/bench.ts';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import type { UpdateLog } from '../updateLog.ts';
import { withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { HeldClock } from './heldClock.fixture.ts';
import { type LevelLogOptions, openLevelLog } from './levelLog.ts';

const third = parseDocumentName('third');

/** Runs a test with an empty log whose database fails as `faults` says, and closes it. */
async function withFaults(
  test: (log: UpdateLog, faults: Faults) => Promise<void>,
  options: Omit<LevelLogOptions, 'directory'> = {},
): Promise<void> {
  await withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open, ...options });
    faults.batches.length = 0;
    await test(log, faults);
    await log.close();
  });
}

function append(log: UpdateLog, document: DocumentName, ...texts: readonly string[]): Promise<number> {
  return log.append(document, texts.map(entryOf));
}

async function textsOf(log: UpdateLog, document: DocumentName): Promise<readonly string[] | undefined> {
  const stored = await log.read(document);
  return stored?.entries.map(({ update }) => Buffer.from(update).toString());
}

async function allReject(work: readonly Promise<unknown>[], error: object): Promise<void> {
  await Promise.all(work.map((each) => expect(each).rejects.toMatchObject(error)));
}

const failed = { code: 'WRITE_FAILED', cause: new Error('input/output error') };

it('S17: the committer writes 1,000 appends of one turn as one batch', () =>
  withFaults(async (log, faults) => {
    const names = Array.from({ length: 100 }, (_, i) => parseDocumentName(`document ${i}`));
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) => append(log, names[i % 100] ?? name, `text ${i}`)),
    );
    expect(faults.batches.length).toBe(1);
    expect(await textsOf(log, parseDocumentName('document 7'))).toHaveLength(10);
  }));

it('the committer writes what comes during a write as one batch behind it', () =>
  withFaults(async (log, faults) => {
    const release = faults.writing.shut();
    const first = append(log, name, 'first');
    await expect.poll(() => faults.batches.length).toBe(1);
    const others = Array.from({ length: 999 }, (_, i) => append(log, i % 2 ? name : other, `text ${i}`));
    release();
    await Promise.all([first, ...others]);
    expect(faults.batches.length).toBe(2);
  }));

it('the committer writes at once when it is quiet', () =>
  withFaults(async (log, faults) => {
    for (const text of ['a', 'b', 'c']) await append(log, name, text);
    expect(faults.batches.length).toBe(3);
  }));

it('the committer gathers what comes when batches are frequent, and goes at once again when it was quiet', async () => {
  const clock = new HeldClock();
  await withFaults(
    async (log, faults) => {
      for (const text of 'abcd') await append(log, name, text);
      expect(faults.batches.length).toBe(4);
      const gathered = [append(log, name, 'e'), append(log, other, 'f')];
      await expect.poll(() => clock.waiting).toBe(1);
      gathered.push(append(log, name, 'g'));
      expect(faults.batches.length).toBe(4);
      clock.advance(4);
      expect(await Promise.all(gathered)).toEqual([5, 1, 6]);
      expect(faults.batches.length).toBe(5);
      clock.advance(100);
      await append(log, name, 'h');
      expect(await textsOf(log, name)).toEqual([...'abcdegh']);
    },
    { clock },
  );
});

it('the committer gathers no more when the log is being closed', async () => {
  const clock = new HeldClock();
  await withFaults(
    async (log) => {
      for (const text of 'abcd') await append(log, name, text);
      const last = append(log, name, 'e');
      await expect.poll(() => clock.waiting).toBe(1);
      await log.close();
      expect(await last).toBe(5);
    },
    { clock },
  );
});

it('the committer writes nothing when there is nothing to write', () =>
  withFaults(async (log, faults) => {
    await log.delete(name);
    await expect(log.checkpoint(name, checkpointOf(1))).rejects.toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
    expect(faults.batches).toEqual([]);
  }));

it('the committer ends a batch at about batchBytesMax, and keeps the order', () =>
  withFaults(
    async (log, faults) => {
      const texts = Array.from({ length: 20 }, (_, i) => `${i} ${'x'.repeat(1000)}`);
      await Promise.all(texts.flatMap((text) => [append(log, name, text), append(log, other, text)]));
      expect(faults.batches.length).toBeGreaterThan(5);
      expect(await textsOf(log, name)).toEqual(texts);
      expect(await textsOf(log, other)).toEqual(texts);
    },
    { batchBytesMax: 6000 },
  ));

it('the committer goes on counting when it has forgotten a document', () =>
  withFaults(
    async (log) => {
      const names = Array.from({ length: 20 }, (_, i) => parseDocumentName(`document ${i}`));
      for (const text of ['a', 'b', 'c']) await Promise.all(names.map((each) => append(log, each, text)));
      for (const each of names) expect(await textsOf(log, each)).toEqual(['a', 'b', 'c']);
    },
    { headsMax: 3 },
  ));

for (const fault of ['lost', 'landed'] as const) {
  it(`an append that failed (${fault}) is stored once, with the same sequences, when it is tried again`, () =>
    withFaults(async (log, faults) => {
      await append(log, name, 'a');
      faults.writes = [fault];
      await expect(append(log, name, 'b', 'c')).rejects.toMatchObject(failed);
      expect(await textsOf(log, name)).toEqual(['a']);
      expect(await append(log, name, 'b', 'c')).toBe(3);
      expect(await textsOf(log, name)).toEqual(['a', 'b', 'c']);
      expect(faults.opens).toBe(2);
    }));

  it(`an append that failed (${fault}) leaves nothing when it is tried again as fewer entries`, () =>
    withFaults(async (log, faults) => {
      faults.writes = [fault];
      await expect(append(log, name, 'a', 'b', 'c')).rejects.toMatchObject(failed);
      expect(await append(log, name, 'abc')).toBe(1);
      expect(await textsOf(log, name)).toEqual(['abc']);
    }));

  it(`an append that failed (${fault}) leaves no document when it is given up`, () =>
    withFaults(async (log, faults) => {
      faults.writes = [fault];
      await expect(append(log, name, 'a')).rejects.toMatchObject(failed);
      await append(log, other, 'b');
      expect(await log.read(name)).toBeUndefined();
      expect(await log.find(name)).toBeUndefined();
      expect((await log.list({ limit: 9 })).map((listing) => listing.name)).toEqual([other]);
    }));

  it(`what waits behind an append that failed (${fault}) is rejected too, and other documents' appends are stored`, () =>
    withFaults(async (log, faults) => {
      const release = faults.writing.shut();
      faults.writes = [fault];
      const first = append(log, name, 'first');
      await expect.poll(() => faults.batches.length).toBe(1);
      const second = append(log, name, 'second');
      const checkpoint = log.checkpoint(name, checkpointOf(1));
      const elsewhere = append(log, other, 'elsewhere');
      release();
      await Promise.all([allReject([first, second, checkpoint], failed), elsewhere]);
      expect(await append(log, name, 'first')).toBe(1);
      expect(await append(log, name, 'second')).toBe(2);
      expect(await textsOf(log, name)).toEqual(['first', 'second']);
    }));

  it(`a checkpoint, a description and a deletion that failed (${fault}) may be tried again`, () =>
    withFaults(async (log, faults) => {
      await append(log, name, 'a', 'b');
      await append(log, other, 'a');
      const description = { editedMs: 9, summary: summaryOf('title') };
      faults.writes = [fault];
      await expect(log.checkpoint(name, checkpointOf(2))).rejects.toMatchObject(failed);
      await log.checkpoint(name, checkpointOf(2));
      faults.writes = [fault];
      await expect(log.describe(name, description)).rejects.toMatchObject(failed);
      await log.describe(name, description);
      faults.writes = [fault];
      await expect(log.delete(other)).rejects.toMatchObject(failed);
      await log.delete(other);
      expect(await log.read(name)).toEqual({ checkpoint: checkpointOf(2), entries: [], last: 2 });
      expect(await log.list({ limit: 9 })).toMatchObject([{ name, ...description }]);
      expect(await log.isDeleted(other)).toBe(true);
    }));
}

it('an append that failed but landed is not there when the log was closed and is opened again', () =>
  withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open });
    faults.writes = ['landed'];
    await expect(append(log, name, 'a')).rejects.toMatchObject(failed);
    await log.close();
    const reopened = await openLevelLog({ directory });
    expect(await reopened.read(name)).toBeUndefined();
    expect(await reopened.list({ limit: 9 })).toEqual([]);
    await reopened.close();
  }));

it('a deletion that failed but landed refuses appends that come after it', () =>
  withFaults(async (log, faults) => {
    await append(log, name, 'a');
    faults.writes = ['landed'];
    await expect(log.delete(name)).rejects.toMatchObject(failed);
    await expect(append(log, name, 'b')).rejects.toMatchObject({ code: 'DOCUMENT_DELETED' });
    expect(await log.read(name)).toBeUndefined();
  }));

it('a failed database is read but never written again when the next one does not open', () =>
  withFaults(async (log, faults) => {
    await append(log, name, 'a');
    faults.writes = ['lost'];
    await expect(append(log, name, 'b')).rejects.toMatchObject(failed);
    expect(await textsOf(log, name)).toEqual(['a']);
    faults.failingOpens = 2;
    await expect(append(log, name, 'b')).rejects.toMatchObject({ code: 'WRITE_FAILED', document: name });
    await expect(log.read(name)).rejects.toMatchObject({ code: 'READ_FAILED', document: name });
    expect(await append(log, name, 'b')).toBe(2);
    expect(await textsOf(log, name)).toEqual(['a', 'b']);
  }));

it('a failed database is closed when nobody reads it any more', () =>
  withFaults(async (log, faults) => {
    await append(log, name, 'a');
    await append(log, other, 'a');
    const release = faults.reading.shut();
    const reading = textsOf(log, name);
    faults.writes = ['lost'];
    await expect(append(log, other, 'b')).rejects.toMatchObject(failed);
    const again = append(log, other, 'b');
    release();
    expect(await reading).toEqual(['a']);
    expect(await again).toBe(2);
    expect(faults.opens).toBe(2);
  }));

it('what a failed batch left is taken back even if that fails at first', () =>
  withFaults(async (log, faults) => {
    faults.writes = ['landed'];
    await expect(append(log, name, 'a', 'b')).rejects.toMatchObject(failed);
    faults.writes = ['lost', 'landed'];
    await expect(append(log, other, 'x')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await expect(append(log, other, 'x')).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect(await log.read(name)).toBeUndefined();
    expect(await append(log, name, 'c')).toBe(1);
    expect(await textsOf(log, name)).toEqual(['c']);
  }));

it('an append whose document cannot be read is rejected together with what waits behind it', () =>
  withFaults(async (log, faults) => {
    const release = faults.writing.shut();
    const busy = append(log, third, 'busy');
    await expect.poll(() => faults.batches.length).toBe(1);
    const unread = [append(log, name, 'a'), append(log, name, 'b'), log.delete(name)];
    faults.isUnreadable = true;
    release();
    await Promise.all([busy, allReject(unread, failed)]);
    faults.isUnreadable = false;
    expect(await append(log, name, 'a')).toBe(1);
  }));

it('a read that fails says whose document it is, and works again when the disk does', () =>
  withFaults(async (log, faults) => {
    await append(log, name, 'a');
    faults.isUnreadable = true;
    const unread = { code: 'READ_FAILED', cause: new Error('input/output error') };
    await allReject([log.read(name), log.find(name), log.isDeleted(name)], { ...unread, document: name });
    await expect(log.list({ limit: 1 })).rejects.toMatchObject({ ...unread, document: undefined });
    faults.isUnreadable = false;
    expect(await log.read(name)).toMatchObject({ entries: [{ update: bytesOf('a') }] });
  }));
