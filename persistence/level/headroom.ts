import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** For the files that LevelDB begins on opening, beside the table. */
const spareBytes = 64 * 1024;
const pieceBytes = 64 * 1024;

/**
 * Tries whether the disk takes what LevelDB writes when it opens a database: a table of all that is in its journals. It
 * can't be read any more once it was closed and could not be opened again, so this comes first.
 * @throws the disk's own error
 */
export async function requireHeadroom(directory: string): Promise<void> {
  const neededBytes = (await journalBytes(directory)) + spareBytes;
  const path = join(directory, 'headroom');
  const file = await open(path, 'w');
  try {
    // Gone with the handle, even if the process is killed.
    await rm(path);
    const piece = new Uint8Array(pieceBytes);
    for (let bytes = 0; bytes < neededBytes; bytes += pieceBytes) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function journalBytes(directory: string): Promise<number> {
  const journals = (await readdir(directory)).filter((file) => file.endsWith('.log'));
  const stats = await Promise.all(journals.map((file) => stat(join(directory, file))));
  return stats.reduce((sum, { size }) => sum + size, 0);
}
