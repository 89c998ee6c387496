/**
 * Somebody in a document, as everybody there sees them. On the wire a person is `user: { name, color }` in the
 * Yjs awareness state, which is whatever the other side sent: it is parsed here and nowhere else.
 */
import { type Colour, colourFor, parseColour } from './palette.ts';

export interface Person {
  readonly name: string;
  readonly color: Colour;
}

/** Somebody who is here; the same person in two tabs is here twice. */
export interface Participant extends Person {
  readonly clientId: number;
  readonly self: boolean;
}

/** The part of y-protocols' `Awareness` that is read here. */
export interface PresenceStates {
  readonly clientID: number;
  getStates(): ReadonlyMap<number, Readonly<Record<string, unknown>>>;
}

/** Longest name in characters (code points); longer ones are cut. */
export const nameLengthMax = 60;

/** A name without line breaks and surplus blanks, bounded, or undefined when nothing is left of it. */
export function parseName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.slice(0, 1000).replace(/\s+/gu, ' ').trim();
  return [...name].slice(0, nameLengthMax).join('').trim() || undefined;
}

/** The person in a presence state. A foreign colour becomes one of ours, a missing name a neutral one. */
export function parsePerson(user: unknown, clientId: number): Person {
  const { name, color } = isRecord(user) ? user : {};
  return { name: parseName(name) ?? 'Somebody', color: parseColour(color) ?? colourFor(clientId) };
}

/** Everybody who says who they are, yourself first, the others by name. */
export function participantsOf(presence: PresenceStates): readonly Participant[] {
  const all: Participant[] = [];
  for (const [clientId, state] of presence.getStates()) {
    if (!isRecord(state['user'])) continue;
    all.push({ ...parsePerson(state['user'], clientId), clientId, self: clientId === presence.clientID });
  }
  return all.sort(
    (a, b) => Number(b.self) - Number(a.self) || a.name.localeCompare(b.name) || a.clientId - b.clientId,
  );
}

/** One or two capitals that stand for a name: those of its first and last word. */
export function initialsOf(name: string): string {
  const words = name.split(' ').filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => firstCharacter(word ?? '').toLocaleUpperCase()).join('');
}

/** What a reader sees as one character may be several code points: a family emoji, an accent. */
function firstCharacter(word: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  for (const { segment } of segments) return segment;
  return '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
