import assert from 'node:assert/strict';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import { LogError, type LogErrorCode } from '../logError.ts';
import { parseSequence } from '../sequence.ts';
import type { Entry, LoggedEntry, Sequence, Summary, UpdateLog } from '../updateLog.ts';

/** How the suite gets at the store that it tests. */
export interface Subject {
  /** For the titles. */
  readonly name: string;
  /** Opens an empty log. */
  open(): Promise<UpdateLog>;
  /** For stores that outlive their process: opens again what a log that has been closed held. */
  readonly reopen?: (closed: UpdateLog) => Promise<UpdateLog>;
  /** Frees what a log that has been closed took up. */
  readonly remove?: (closed: UpdateLog) => Promise<void>;
}

/** By title, what a test does. */
export type Cases = Readonly<Record<string, (bench: Bench) => Promise<void>>>;

/** One log under test. */
export class Bench {
  /** The log as it is open now. */
  log: UpdateLog;
  readonly #restart: (log: UpdateLog) => Promise<UpdateLog>;

  constructor(log: UpdateLog, restart: (log: UpdateLog) => Promise<UpdateLog>) {
    this.log = log;
    this.#restart = restart;
  }

  /** Closes and opens the log where the suite runs across restarts; nothing otherwise. */
  async restart(): Promise<void> {
    this.log = await this.#restart(this.log);
  }

  /** Appends one entry for each text, in one call. */
  append(name: DocumentName, ...texts: readonly string[]): Promise<Sequence> {
    return this.log.append(name, texts.map(entryOf));
  }

  /** The texts of a document's entries, as read now. */
  async texts(name: DocumentName): Promise<readonly string[] | undefined> {
    const stored = await this.log.read(name);
    return stored?.entries.map(({ update }) => Buffer.from(update).toString());
  }

  /** All entries that are kept, as read now, with their sequences. */
  async history(name: DocumentName, after = 0): Promise<readonly string[]> {
    const pieces = await collect(this.log.readHistory(name, { after: parseSequence(after) }));
    return pieces.flat().map(({ sequence, update }) => `${sequence} ${Buffer.from(update).toString()}`);
  }

  async listedNames(): Promise<readonly string[]> {
    return (await this.log.list({ limit: 1000 })).map(({ name }) => name);
  }
}

export const name = parseDocumentName('document');
export const other = parseDocumentName('other');

export async function collect<T>(pieces: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** An entry whose time and author follow from its text, so that a mixed up one is noticed. */
export function entryOf(text: string): Entry {
  return { timeMs: 1000 + text.length, author: `author of ${text}`, update: bytesOf(text) };
}

export function loggedOf(text: string, sequence: number): LoggedEntry {
  return { ...entryOf(text), sequence: parseSequence(sequence) };
}

/** A plain `Uint8Array`, since a `Buffer` is not deeply equal to one. */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

export function checkpointOf(upTo: number): { readonly upTo: Sequence; readonly update: Uint8Array } {
  return { upTo: parseSequence(upTo), update: bytesOf(`all up to ${upTo}`) };
}

export function summaryOf(title: string): Summary {
  return { title, excerpt: `${title} begins …`, words: title.length };
}

export async function rejectsWith(
  code: LogErrorCode,
  about: DocumentName,
  work: Promise<unknown>,
): Promise<void> {
  await assert.rejects(work, (error) => {
    assert(error instanceof LogError, `expected ${code}, got ${error}`);
    assert.equal(error.code, code);
    assert.equal(error.document, about);
    assert(error.message.length > 0);
    return true;
  });
}

/** A breach of the contract by the caller. */
export async function rejectsAsBug(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, RangeError);
}
