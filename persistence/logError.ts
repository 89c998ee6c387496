/**
 * What the world can do to a log. Codes are a closed table and are never renamed.
 *
 * | code | when | does trying again help |
 * |---|---|---|
 * | `LOG_CLOSED` | the log was closed | no |
 * | `LOG_LOCKED` | another process holds the data directory | once that one has ended |
 * | `LOG_UNWRITABLE` | the data directory can't be created or written | once its rights or the disk are mended |
 * | `FORMAT_UNKNOWN` | the database was written by a newer version, or is no database of ours | with a newer program |
 * | `ENTRY_CORRUPT` | stored bytes are torn, changed or missing; `document` and `sequence` say whose and where, if they are one document's | no |
 * | `DOCUMENT_DELETED` | the name was deleted | no |
 * | `DOCUMENT_UNKNOWN` | the call needs a document that has an entry | once it has one |
 * | `WRITE_FAILED` | the disk refused a write (`cause` says why) | yes |
 * | `BACKUP_EXISTS` | the directory of a backup is not empty | with another directory |
 * | `BACKUP_FAILED` | the backup could not be written (`cause` says why), or what is to be copied not be read | once the disk is mended |
 * | `READ_FAILED` | the disk refused a read (`cause` says why) | yes |
 */
export type LogErrorCode =
  | 'LOG_CLOSED'
  | 'LOG_LOCKED'
  | 'LOG_UNWRITABLE'
  | 'FORMAT_UNKNOWN'
  | 'ENTRY_CORRUPT'
  | 'DOCUMENT_DELETED'
  | 'DOCUMENT_UNKNOWN'
  | 'WRITE_FAILED'
  | 'BACKUP_EXISTS'
  | 'BACKUP_FAILED'
  | 'READ_FAILED';

export interface LogErrorOptions {
  readonly document?: string;
  readonly sequence?: number;
  readonly cause?: unknown;
}

export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;
  /** The document it is about, where it is about one. */
  readonly document: string | undefined;
  /** The entry it is about, where it is about one (for a checkpoint: the last entry that it stands for). */
  readonly sequence: number | undefined;

  constructor(code: LogErrorCode, message: string, options: LogErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.document = options.document;
    this.sequence = options.sequence;
  }

  /**
   * What the operating system said, such as "No space left on device", without the paths that LevelDB puts before it and Node
   * behind it: fit to be shown to whoever may know neither names nor paths.
   */
  get systemReason(): string | undefined {
    let root = this.cause;
    while (root instanceof Error && root.cause !== undefined) root = root.cause;
    if (!(root instanceof Error)) return undefined;
    return /^E[A-Z0-9]+: (.*?), /.exec(root.message)?.[1] ?? root.message.split(': ').at(-1);
  }
}
