import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { testUpdateLog } from '../contract.ts';
import type { UpdateLog } from '../updateLog.ts';
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

testUpdateLog(
  {
    name: 'LevelDB log',
    open: async () => open(await mkdtemp(join(tmpdir(), 'scriptorium-log-'))),
    reopen: (closed) => open(directoryOf(closed)),
    remove: (closed) => rm(directoryOf(closed), { recursive: true }),
  },
  { describe, it },
);
