import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** For the files that LevelDB begins on opening, beside the table. */
const spareBytes = 128 * 1024;
/** Several files, since a limit on the length of one (`ulimit -f`) says nothing about the room. */
const fileBytes = 128 * 1024;

/**
 * Tries whether the disk takes what LevelDB writes when it opens a database: a table of all that is in its journals. A database
 * that was closed and can't be opened again can't be read either, so this comes first.
 * @throws the disk's own error
 */
export async function requireHeadroom(directory: string): Promise<void> {
  const neededBytes = (await journalBytes(directory)) + spareBytes;
  const content = new Uint8Array(fileBytes);
  const files: FileHandle[] = [];
  try {
    for (let bytes = 0; bytes < neededBytes; bytes += fileBytes) {
      const file = await openNameless(join(directory, 'headroom'));
      files.push(file);
      await file.writeFile(content);
      await file.sync();
    }
  } finally {
    for (const file of files) await file.close();
  }
}

/** A file that is gone with its handle, even if the process is killed. */
async function openNameless(path: string): Promise<FileHandle> {
  const file = await open(path, 'w');
  await rm(path);
  return file;
}

async function journalBytes(directory: string): Promise<number> {
  const journals = (await readdir(directory)).filter((file) => file.endsWith('.log'));
  const stats = await Promise.all(journals.map((file) => stat(join(directory, file))));
  return stats.reduce((sum, { size }) => sum + size, 0);
}
