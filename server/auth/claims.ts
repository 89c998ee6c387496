import type { DocumentName } from '@scriptorium/persistence';
import { type AccessLevel, accessLevels } from '../protocol/index.ts';
import type { Access } from './access.ts';

/** What a token says of whoever shows it. */
export interface Claims {
  readonly user: string;
  readonly displayName: string | undefined;
  /** Names of documents; one that ends with `*` stands for all that begin so. */
  readonly documents: readonly string[];
  readonly level: AccessLevel;
  /** When it ends, in milliseconds since 1970. */
  readonly untilMs: number;
}

/** A token that was signed as it should be, but does not say what it must. The message is told to the client. */
export class ClaimsError extends Error {
  override readonly name = 'ClaimsError';
}

/** As the log's author may have. */
export const userBytesMax = 255;
const displayNameCharactersMax = 200;

/**
 * Reads the payload of a JWT: `sub`, `name`, `documents` (a text or several), `access` and `exp`.
 * @throws {ClaimsError}
 */
export function parseClaims(payload: Readonly<Record<string, unknown>>): Claims {
  const { sub, name, documents, access, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || Buffer.byteLength(sub) > userBytesMax)
    throw new ClaimsError(`"sub" must be a text of 1 to ${userBytesMax} bytes.`);
  if (typeof exp !== 'number') throw new ClaimsError('"exp" must say when the token ends.');
  return {
    user: sub,
    displayName: parseDisplayName(name),
    documents: parseDocuments(documents),
    level: parseLevel(access),
    untilMs: exp * 1000,
  };
}

/** What somebody with these claims may do in this document. */
export function accessTo(
  name: DocumentName,
  { documents, level, untilMs, user, displayName }: Claims,
): Access {
  if (!documents.some((pattern) => covers(pattern, name)))
    return { kind: 'denied', reason: 'This token is not for this document.' };
  return { kind: 'granted', user, level, untilMs, ...(displayName !== undefined && { displayName }) };
}

/** @returns undefined where there is no name; it is cut where it is too long to be one. */
export function parseDisplayName(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value.trim().slice(0, displayNameCharactersMax).toWellFormed();
}

export function isAccessLevel(value: unknown): value is AccessLevel {
  return accessLevels.some((level) => level === value);
}

function parseLevel(value: unknown): AccessLevel {
  if (isAccessLevel(value)) return value;
  throw new ClaimsError(`"access" must be one of ${accessLevels.join(', ')}.`);
}

function parseDocuments(value: unknown): readonly string[] {
  const documents: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = documents.filter((document) => typeof document === 'string');
  if (texts.length === documents.length) return texts;
  throw new ClaimsError('"documents" must name documents, or beginnings of names that end with "*".');
}

function covers(pattern: string, name: DocumentName): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
