import type { DocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';

/** Why a database did not open, in words that say what to do. (Causes are nested: abstract-level wraps LevelDB's.) */
export function openFailure(error: unknown, directory: string): LogError {
  if (error instanceof LogError) return error;
  const codes = causeCodes(error);
  const where = quote(directory);
  if (codes.includes('LEVEL_LOCKED'))
    return new LogError(
      'LOG_LOCKED',
      `Another process is using the data directory ${where}. Stop it, or choose another data directory.`,
      { cause: error },
    );
  if (isCorruption(error))
    return new LogError(
      'ENTRY_CORRUPT',
      `The database in ${where} is damaged and can't be opened. Keep a copy of it and restore a backup.`,
      { cause: error },
    );
  return new LogError(
    'LOG_UNWRITABLE',
    `The data directory ${where} can't be created or written (${messageOf(causes(error).at(-1))}). Mend its rights or the disk, or choose another.`,
    { cause: error },
  );
}

/** LevelDB found a block whose content can't be right. */
export function isCorruption(error: unknown): boolean {
  return causeCodes(error).includes('LEVEL_CORRUPTION');
}

/** Why a mutation is not on the disk, whatever it was that failed on the way. */
export function writeFailure(name: DocumentName, cause: unknown): LogError {
  if (cause instanceof LogError && cause.code === 'ENTRY_CORRUPT') return cause;
  return new LogError('WRITE_FAILED', `Writing to ${quote(name)} failed: ${messageOf(cause)}`, {
    document: name,
    cause,
  });
}

/** Why something could not be read; `name` where it is of one document. */
export function readFailure(cause: unknown, name?: DocumentName): LogError {
  if (cause instanceof LogError && cause.document !== undefined) return cause;
  const what = name === undefined ? 'the list' : quote(name);
  const options = { cause, ...(name === undefined ? {} : { document: name }) };
  if (isCorruption(cause))
    return new LogError('ENTRY_CORRUPT', `The database is damaged where ${what} is stored.`, options);
  return new LogError('READ_FAILED', `Reading ${what} failed: ${messageOf(cause)}`, options);
}

/** Why there is no backup. */
export function backupFailure(cause: unknown, target: string): LogError {
  if (cause instanceof LogError) return cause;
  if (isCorruption(cause))
    return new LogError(
      'ENTRY_CORRUPT',
      'A part of the database is damaged, so there can be no complete backup. Check it, and keep earlier backups.',
      { cause },
    );
  return new LogError(
    'BACKUP_FAILED',
    `The backup to ${quote(target)} failed (${messageOf(causes(cause).at(-1))}).`,
    { cause },
  );
}

function causeCodes(error: unknown): readonly unknown[] {
  return causes(error).map((cause) => ('code' in cause ? cause.code : undefined));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function causes(error: unknown): readonly Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
