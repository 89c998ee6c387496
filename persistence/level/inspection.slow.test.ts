import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { expect, it } from 'vitest';
import { checkpointOf, entryOf, name, other, summaryOf } from '../contract/bench.ts';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import type { Database, Operation } from './database.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import type { Finding } from './finding.ts';
import { openLevelInspection } from './inspection.ts';
import { documentKey, indexKey, sweepKey } from './key.ts';
import { type LevelLog, openLevelLog } from './levelLog.ts';
import { encodeCheckpoint } from './value.ts';

const entryTexts = ['a', 'b', 'c', 'd', 'e'];
const editedMs = 7;

/** Two documents of five entries each, stored one by one, the first with a checkpoint at 2. */
async function fill(log: LevelLog): Promise<void> {
  for (const document of [name, other]) {
    for (const text of entryTexts) await log.append(document, [entryOf(text)]);
    await log.describe(document, { editedMs, summary: summaryOf('title') });
  }
  await log.checkpoint(name, checkpointOf(2));
}

async function withLog(directory: string, use: (log: LevelLog) => Promise<unknown>): Promise<void> {
  const log = await openLevelLog({ directory });
  await use(log);
  await log.close();
}

async function inspect(directory: string, only?: DocumentName): Promise<readonly Finding[]> {
  const inspection = await openLevelInspection({ directory });
  const findings: Finding[] = [];
  for await (const finding of inspection.inspect(only)) findings.push(finding);
  await inspection.close();
  return findings;
}

function problems(findings: readonly Finding[]): readonly unknown[] {
  return findings.flatMap((finding) => (finding.kind === 'problem' ? [finding.problem] : []));
}

/** What is wrong with the two documents after a change. The other document must be found whole. */
async function problemsAfter(change: (database: Database) => Promise<void>): Promise<readonly unknown[]> {
  let found: readonly unknown[] = [];
  await withDirectory(async (directory) => {
    await withLog(directory, fill);
    await tamper(directory, change);
    const findings = await inspect(directory);
    found = problems(findings);
    expect(problems(await inspect(directory, name))).toEqual(found);
    const others = findings.filter((finding) => finding.kind === 'entry' && finding.name === other);
    expect(others).toHaveLength(5);
    expect(problems(await inspect(directory, other))).toEqual([]);
  });
  return found;
}

function write(...operations: readonly Operation[]) {
  return (database: Database) => database.write(operations);
}

function del(key: Uint8Array): Operation {
  return { type: 'del', key };
}

function put(key: Uint8Array, text = ''): Operation {
  return { type: 'put', key, value: new Uint8Array(Buffer.from(text)) };
}

const entryKey = (sequence: number) => documentKey(name, 'entry', sequence);

it('an inspection finds every document, its newest checkpoint and all entries, history included', () =>
  withDirectory(async (directory) => {
    await withLog(directory, fill);
    const entries = (document: DocumentName) =>
      entryTexts.map((text, i) => ({
        kind: 'entry',
        name: document,
        entry: { ...entryOf(text), sequence: i + 1 },
      }));
    const opening = (document: DocumentName) => ({ kind: 'document', name: document, isDeleted: false });
    const ofName = [
      opening(name),
      { kind: 'checkpoint', name, checkpoint: checkpointOf(2) },
      ...entries(name),
    ];
    expect(await inspect(directory)).toEqual([...ofName, opening(other), ...entries(other)]);
    expect(await inspect(directory, name)).toEqual(ofName);
    expect(await inspect(directory, parseDocumentName('nobody'))).toEqual([]);
  }));

it('an inspection changes no byte of the directory', () =>
  withDirectory(async (directory) => {
    await withLog(directory, fill);
    const before = await contentsOf(directory);
    await inspect(directory);
    expect(await contentsOf(directory)).toEqual(before);
    expect(before.size).toBeGreaterThan(4);
  }));

it('an inspection of a sound log finds no problem, whatever was done to it', () =>
  assert(
    asyncProperty(histories, (history) =>
      withDirectory(async (directory) => {
        await withLog(directory, async (log) => {
          for (const step of history) await perform(log, step).catch(() => undefined);
        });
        expect(problems(await inspect(directory))).toEqual([]);
      }),
    ),
    { numRuns: 40 },
  ));

it.each([
  ['an entry that is needed', 4, { code: 'ENTRY_TORN', name, from: 4, to: 4, isNeeded: true }],
  ['an entry below the checkpoint', 2, { code: 'ENTRY_TORN', name, from: 2, to: 2, isNeeded: false }],
])('an inspection finds %s that was changed', async (_, sequence, problem) => {
  expect(await problemsAfter(write(put(entryKey(sequence), 'not what it was')))).toEqual([problem]);
});

it('an inspection finds a whole entry that stands in the place of another', async () => {
  const swapped = await problemsAfter(async (database) => {
    const value = (await database.get(entryKey(3))) ?? new Uint8Array();
    await database.write([{ type: 'put', key: entryKey(4), value }]);
  });
  expect(swapped).toEqual([{ code: 'ENTRY_TORN', name, from: 4, to: 4, isNeeded: true }]);
});

it('an inspection finds entries that were stored as one and are torn, from the first to the last', () =>
  withDirectory(async (directory) => {
    await withLog(directory, async (log) => {
      await log.append(name, [entryOf('a')]);
      await log.append(name, [...'bcd'].map(entryOf));
      await log.append(name, [...'ef'].map(entryOf));
      await log.checkpoint(name, checkpointOf(3));
    });
    await tamper(directory, write(put(entryKey(4), 'not what it was')));
    const findings = await inspect(directory);
    expect(problems(findings)).toEqual([{ code: 'ENTRY_TORN', name, from: 2, to: 4, isNeeded: true }]);
    const whole = findings.flatMap((finding) => (finding.kind === 'entry' ? [finding.entry.sequence] : []));
    expect(whole).toEqual([1, 5, 6]);
  }));

it('an inspection finds gaps, and tells whether the document can be read without', async () => {
  const missing = { code: 'ENTRIES_MISSING', name };
  expect(await problemsAfter(write(del(entryKey(3)), del(entryKey(4))))).toEqual([
    { ...missing, from: 3, to: 4, isNeeded: true },
  ]);
  expect(await problemsAfter(write(...[2, 3, 4, 5].map((each) => del(entryKey(each)))))).toEqual([
    { ...missing, from: 2, to: 2, isNeeded: true },
  ]);
  const all = [1, 2, 3, 4, 5].map((each) => del(entryKey(each)));
  expect(await problemsAfter(write(...all, del(documentKey(name, 'checkpoint', 2))))).toEqual([
    { ...missing, from: 1, to: 1, isNeeded: true },
  ]);
});

it('an inspection finds nothing wrong with history that was removed below the checkpoint', async () => {
  expect(await problemsAfter(write(del(entryKey(1))))).toEqual([]);
});

it('an inspection finds a checkpoint that was changed, and one that was left behind', async () => {
  const newest = documentKey(name, 'checkpoint', 2);
  expect(await problemsAfter(write(put(newest, 'not what it was')))).toEqual([
    { code: 'CHECKPOINT_TORN', name, upTo: 2 },
  ]);
  const older = documentKey(name, 'checkpoint', 1);
  const value = encodeCheckpoint(older, new Uint8Array([1]));
  expect(await problemsAfter(write({ type: 'put', key: older, value }))).toEqual([
    { code: 'CHECKPOINT_LEFT', name, upTo: 1 },
  ]);
});

it('an inspection finds documents that stand in the list torn, not at all, twice or in vain', async () => {
  const listing = documentKey(name, 'listing');
  const place = indexKey({ name, editedMs });
  expect(await problemsAfter(write(put(listing, 'torn')))).toEqual([{ code: 'LISTING_TORN', name }]);
  expect(await problemsAfter(write(del(listing)))).toEqual([{ code: 'LISTING_MISSING', name }]);
  expect(await problemsAfter(write(del(place)))).toEqual([{ code: 'UNLISTED', name }]);
  expect(await problemsAfter(write(put(indexKey({ name, editedMs: 5 }))))).toEqual([
    { code: 'LISTED_AMISS', name, editedMs: 5 },
  ]);
  const nobody = parseDocumentName('nobody');
  const inVain = indexKey({ name: nobody, editedMs: 5 });
  await withDirectory(async (directory) => {
    await withLog(directory, fill);
    await tamper(directory, write(put(inVain)));
    expect(problems(await inspect(directory))).toEqual([{ code: 'LISTED_AMISS', name: nobody, editedMs: 5 }]);
  });
});

it('an inspection finds what is left of a deleted document unless its removal is due', async () => {
  const leave = async (...operations: readonly Operation[]) => {
    let found: readonly Finding[] = [];
    await withDirectory(async (directory) => {
      await withLog(directory, async (log) => {
        await fill(log);
        await log.delete(name);
      });
      await tamper(directory, write(...operations));
      found = await inspect(directory, name);
    });
    return found;
  };
  const deleted = { kind: 'document', name, isDeleted: true };
  const problem = { code: 'DELETION_LEFT', name };
  expect(await leave()).toEqual([deleted]);
  expect(await leave(put(entryKey(4)))).toEqual([deleted, { kind: 'problem', problem }]);
  expect(await leave(put(entryKey(4)), put(sweepKey(name)))).toEqual([deleted]);
});

it('an inspection finds a removal that nobody asked for, and keys that are no document’s', async () => {
  expect(await problemsAfter(write(put(sweepKey(name))))).toEqual([{ code: 'REMOVAL_UNDUE', name }]);
  await withDirectory(async (directory) => {
    await withLog(directory, fill);
    const keys = ['foreign', '\0\x01', '\0\x03', 'a\0\x01', 'a\0\x05\0\0\0\0\0\0\0\x01'].map((text) =>
      Buffer.from(text, 'latin1'),
    );
    await tamper(directory, write(...keys.map((key) => put(key))));
    const found = problems(await inspect(directory)) as readonly { code: string; key: Uint8Array }[];
    expect(found.map(({ code, key }) => `${code} ${Buffer.from(key).toString('hex')}`).sort()).toEqual(
      keys
        .slice()
        .filter((key) => key.length > 2 || key[1] !== 1)
        .map((key) => `KEY_UNKNOWN ${key.toString('hex')}`)
        .sort(),
    );
  });
});

it('an inspection finds a damaged block of a file, and reads what is behind it', () =>
  withDirectory(async (directory) => {
    const names = Array.from({ length: 300 }, (_, i) => parseDocumentName(`${i}`.padStart(4, '0')));
    await withLog(directory, (log) =>
      Promise.all(names.map((each) => log.append(each, [entryOf('x'.repeat(200))]))),
    );
    await withLog(directory, async () => undefined); // Opening moves the entries into a table file.
    await damageTable(directory);
    const findings = await inspect(directory);
    expect(problems(findings)).toContainEqual({ code: 'BLOCK_DAMAGED', cause: expect.any(Error) });
    expect(findings.filter(({ kind }) => kind === 'entry').length).toBeGreaterThan(200);
  }));

it('an inspection refuses what is no database, and says so', () =>
  withDirectory(async (directory) => {
    const refusal = { code: 'FORMAT_UNKNOWN', message: expect.stringContaining(directory) };
    for (const place of [directory, join(directory, 'nothing')])
      await expect(openLevelInspection({ directory: place })).rejects.toMatchObject(refusal);
    await tamper(directory, write(put(new Uint8Array([1]))));
    await expect(openLevelInspection({ directory })).rejects.toMatchObject(refusal);
    expect(await readdir(directory)).not.toContain('control.sock');
  }));

it('an inspection of a database that can not be opened says that it is damaged', () =>
  withDirectory(async (directory) => {
    await withLog(directory, fill);
    await writeFile(join(directory, 'CURRENT'), 'nonsense');
    await expect(openLevelInspection({ directory })).rejects.toMatchObject({ code: 'ENTRY_CORRUPT' });
  }));

async function contentsOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(directory);
  const contents = await Promise.all(
    files.map(async (file) => [file, await readFile(join(directory, file), 'latin1')] as const),
  );
  return new Map(contents);
}

/** Overwrites some bytes in the middle of the one table file. */
async function damageTable(directory: string): Promise<void> {
  const table = (await readdir(directory)).find((file) => file.endsWith('.ldb')) ?? '';
  const bytes = await readFile(join(directory, table));
  const middle = Math.floor(bytes.length / 2);
  await writeFile(join(directory, table), bytes.fill(0x55, middle, middle + 20));
}

interface Step {
  readonly act: 'append' | 'checkpoint' | 'describe' | 'delete';
  readonly name: DocumentName;
  readonly number: number;
}

const histories = array(
  record<Step>({
    act: constantFrom('append', 'append', 'checkpoint', 'describe', 'delete'),
    name: constantFrom(...['a', 'a\0', '\0', 'b'].map(parseDocumentName)),
    number: integer({ min: 1, max: 5 }),
  }),
  { maxLength: 30 },
);

async function perform(log: LevelLog, { act, name: document, number }: Step): Promise<void> {
  if (act === 'append') await log.append(document, entryTexts.slice(0, number).map(entryOf));
  if (act === 'checkpoint') await log.checkpoint(document, checkpointOf(number));
  if (act === 'describe') await log.describe(document, { editedMs: number, summary: summaryOf('title') });
  if (act === 'delete') await log.delete(document);
}
