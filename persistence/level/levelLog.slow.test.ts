import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { type Subject, testUpdateLog } from '../contract.ts';
import type { UpdateLog } from '../updateLog.ts';
import { tamper } from './directory.fixture.ts';
import { rewriteAsFormatOne } from './formatOne.fixture.ts';
import { openLevelLog } from './levelLog.ts';

const directories = new WeakMap<UpdateLog, string>();

async function open(directory: string): Promise<UpdateLog> {
  const log = await openLevelLog({ directory });
  directories.set(log, directory);
  return log;
}

function directoryOf(log: UpdateLog): string {
  const directory = directories.get(log);
  if (directory === undefined) throw new Error('This log was opened elsewhere.');
  return directory;
}

const subject = {
  name: 'LevelDB log',
  open: async () => open(await mkdtemp(join(tmpdir(), 'scriptorium-log-'))),
  reopen: (closed: UpdateLog) => open(directoryOf(closed)),
  remove: (closed: UpdateLog) => rm(directoryOf(closed), { recursive: true }),
} satisfies Subject;

testUpdateLog(subject, { describe, it });

testUpdateLog(
  {
    ...subject,
    name: 'LevelDB log that was written as format 1',
    reopen: async (closed) => {
      await tamper(directoryOf(closed), rewriteAsFormatOne);
      return subject.reopen(closed);
    },
  },
  { describe: describeRestarted, it },
);

/** Without a restart, nothing is of format 1. */
function describeRestarted(title: string, body: () => void): void {
  if (title.includes('restarted')) describe(title, body);
}
