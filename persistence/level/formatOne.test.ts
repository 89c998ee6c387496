import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkpointOf, entryOf, loggedOf, name, other, summaryOf } from '../contract/bench.ts';
import { backUpDirectory } from './backup.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import type { Finding } from './finding.ts';
import { rewriteAsFormatOne } from './formatOne.fixture.ts';
import { openLevelInspection } from './inspection.ts';
import { formatKey } from './key.ts';
import { openLevelLog } from './levelLog.ts';

/** Runs a test with a closed database of format 1: a document of five entries and a checkpoint at 2, and a deleted one. */
async function withFormatOne(test: (directory: string) => Promise<void>): Promise<void> {
  await withDirectory(async (parent) => {
    const directory = join(parent, 'data');
    const log = await openLevelLog({ directory });
    await log.append(name, [...'abcde'].map(entryOf));
    await log.checkpoint(name, checkpointOf(2));
    await log.describe(name, { editedMs: 7, summary: summaryOf('title') });
    await log.append(other, [entryOf('a')]);
    await log.delete(other);
    await log.close();
    await tamper(directory, rewriteAsFormatOne);
    await test(directory);
  });
}

async function formatOf(directory: string): Promise<string> {
  let format = '';
  await tamper(directory, async (database) => {
    format = Buffer.from((await database.get(formatKey)) ?? []).toString();
  });
  return format;
}

async function inspect(directory: string): Promise<readonly Finding[]> {
  const inspection = await openLevelInspection({ directory });
  const findings: Finding[] = [];
  for await (const finding of inspection.inspect()) findings.push(finding);
  await inspection.close();
  return findings;
}

const written = { checkpoint: checkpointOf(2), entries: [...'cde'].map((text, i) => loggedOf(text, 3 + i)) };

it('a database of format 1 is read as it is, and appended to', () =>
  withFormatOne(async (directory) => {
    const log = await openLevelLog({ directory });
    expect(await log.read(name)).toEqual({ ...written, last: 5 });
    expect(await log.append(name, [...'fgh'].map(entryOf))).toBe(8);
    const entries = [...written.entries, ...[...'fgh'].map((text, i) => loggedOf(text, 6 + i))];
    expect(await log.read(name)).toEqual({ ...written, entries, last: 8 });
    expect(await log.isDeleted(other)).toBe(true);
    expect(await log.find(name)).toMatchObject({ editedMs: 7, summary: summaryOf('title') });
    await log.close();
    const found = (await inspect(directory)).filter(({ kind }) => kind === 'entry' || kind === 'problem');
    expect(found.map(({ kind }) => kind)).toEqual(Array(8).fill('entry'));
  }));

it('a database of format 1 is of format 2 once a log has opened it, so that no older program misreads it', () =>
  withFormatOne(async (directory) => {
    await (await openLevelLog({ directory })).close();
    expect(await formatOf(directory)).toBe('scriptorium log 2');
  }));

it('a database of format 1 is inspected and backed up without being changed', () =>
  withFormatOne(async (directory) => {
    const files = await readdir(directory);
    expect((await inspect(directory)).filter(({ kind }) => kind === 'problem')).toEqual([]);
    const to = `${directory} copy`;
    expect(await backUpDirectory({ directory, to })).toMatchObject({ documents: 1, entries: 5 });
    expect(await readdir(directory)).toEqual(files);
    expect(await formatOf(to)).toBe('scriptorium log 1');
    const copy = await openLevelLog({ directory: to });
    expect(await copy.read(name)).toEqual({ ...written, last: 5 });
    await copy.close();
  }));
