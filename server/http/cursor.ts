import { type Listing, parseDocumentName } from '@scriptorium/persistence';
import { ProblemError } from './problem.ts';

type Position = Pick<Listing, 'name' | 'editedMs'>;

/** A place in the list as text that is safe in an address; opaque to clients. */
export function formatCursor({ name, editedMs }: Position): string {
  return Buffer.from(JSON.stringify([editedMs, name])).toString('base64url');
}

/** @throws {ProblemError} 400 when it is none of ours. */
export function parseCursor(text: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value)) throw new TypeError('not a pair');
    const [editedMs, name] = value as readonly unknown[];
    if (!Number.isSafeInteger(editedMs) || typeof name !== 'string') throw new TypeError('not a place');
    return { editedMs: editedMs as number, name: parseDocumentName(name) };
  } catch {
    const detail = '"cursor" must be one that an earlier page of the list gave.';
    throw new ProblemError({ status: 400, title: 'Bad request', detail });
  }
}
