import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openLevelDatabase, type Reader } from './database.ts';

/** Runs a test with a directory of its own. */
export async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-log-'));
  try {
    await test(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Reaches past the log into its database, which must be closed. */
export async function tamper(
  directory: string,
  change: (database: Database) => Promise<void>,
): Promise<void> {
  const database = await openLevelDatabase(directory);
  try {
    await change(database);
  } finally {
    await database.close();
  }
}

export async function allKeys(reader: Reader): Promise<readonly Uint8Array[]> {
  return reader.keys({ gte: new Uint8Array([0]), lt: new Uint8Array([0xff]) });
}
