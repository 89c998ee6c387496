/** A document as the list shows it, and the one place where the server's JSON becomes one. */
export interface DocumentSummary {
  readonly name: string;
  /** Empty when nobody has given it a title. */
  readonly title: string;
  /** The beginning of its text, plain. */
  readonly excerpt: string;
  readonly words: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly editedMs: number;
  /** Whether whoever looks may rename and delete it. */
  readonly mayWrite: boolean;
}

/** One page of the list, newest first; `cursor` asks for the next one and is absent on the last. */
export interface DocumentBatch {
  readonly documents: readonly DocumentSummary[];
  /** Whether whoever looks may make new ones. */
  readonly mayCreate: boolean;
  readonly cursor?: string;
}

/** The summary in a parsed JSON value. Throws a TypeError when it is not one. */
export function parseSummary(value: unknown): DocumentSummary {
  const record = parseRecord(value);
  return {
    name: parseString(record, 'name'),
    title: parseString(record, 'title').trim(),
    excerpt: parseString(record, 'excerpt').trim(),
    words: parseNumber(record, 'words'),
    createdMs: parseNumber(record, 'createdMs'),
    editedMs: parseNumber(record, 'editedMs'),
    mayWrite: parseString(record, 'access') === 'write',
  };
}

/** The batch in a parsed JSON value. Throws a TypeError when it is not one. */
export function parseBatch(value: unknown): DocumentBatch {
  const { documents, cursor, mayCreate } = parseRecord(value);
  if (!Array.isArray(documents)) throw new TypeError('documents is not a list');
  const batch = { documents: documents.map(parseSummary), mayCreate: mayCreate === true };
  return typeof cursor === 'string' ? { ...batch, cursor } : batch;
}

/** What a document is called where it has no title. */
export function titleOf({ title }: Pick<DocumentSummary, 'title'>): string {
  return title === '' ? 'Untitled' : title;
}

function parseRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return { ...value };
}

function parseString(record: Readonly<Record<string, unknown>>, key: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw new TypeError(`${key} is not a string`);
  return value;
}

function parseNumber(record: Readonly<Record<string, unknown>>, key: string): number {
  const value = record[key];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`${key} is not a number`);
  return value;
}
