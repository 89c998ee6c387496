import type { Advice } from './extension.ts';

/** Why a server ends a connection: a WebSocket close code, and a sentence for whoever reads the client's log. */
export interface CloseReason {
  readonly code: number;
  /** At most 123 bytes of UTF-8, as WebSocket allows. */
  readonly reason: string;
  /** The name of the server's limit that was exceeded, for its operator. */
  readonly limit?: string;
}

/**
 * The closed table of reasons. y-websocket 3 takes 4400 to 4499 for final and comes back after all others
 * with a growing delay; older clients always come back.
 *
 * | reason | code | when | does coming back help |
 * |---|---|---|---|
 * | `goingAway` | 1001 | the server stops or restarts | yes, soon |
 * | `tooLarge` | 1009 | a message is larger than the server takes | no, unless it is smaller then |
 * | `overloaded` | 1013 | the client reads too slowly or sends too much, or the server holds or has as many as it may | yes, later |
 * | `unreadable` | 1011 | the disk refused to read the document | yes, later |
 * | `malformed` | 4400 | the client sent what is not of the protocol, or no valid update | no |
 * | `denied` | 4401 | the client may not open the document, or not any more | with another token |
 * | `originDenied` | 4403 | the page is from another origin, and the server was not told to allow it | no |
 * | `deleted` | 4404 | the document was deleted | no |
 * | `badName` | 4406 | the address holds no valid document name | no |
 * | `full` | 4413 | the document would become larger than it may | no, but to read |
 * | `damaged` | 4422 | what is stored of the document is damaged | once an operator has mended it |
 * | `undecided` | 4503 | it can't be decided now whether the client may open the document | yes, later |
 */
export const closeReasons = {
  goingAway: 1001,
  tooLarge: 1009,
  unreadable: 1011,
  overloaded: 1013,
  malformed: 4400,
  denied: 4401,
  originDenied: 4403,
  deleted: 4404,
  badName: 4406,
  full: 4413,
  damaged: 4422,
  undecided: 4503,
} as const;

const reasonBytesMax = 123;

/** Builds a reason; `text` is cut where WebSocket's frame ends. */
export function closeReason(name: keyof typeof closeReasons, text: string): CloseReason {
  return { code: closeReasons[name], reason: cut(text) };
}

/** The name in the table; undefined for a code that is not of it. */
export function closeReasonName(code: number): string | undefined {
  return Object.entries(closeReasons).find(([, value]) => value === code)?.[0];
}

/** Whether a client that was closed so should stay away. */
export function isFinal(code: number): boolean {
  return code >= 4400 && code < 4500;
}

/** Spread over this time, the clients of a server that restarts do not all come back at once. */
const returnSpreadMs = 3000;
/** Long enough for a disk to get over it, or an operator to notice. */
const recoveryMs = 5000;

/**
 * What a client does best after having been sent away with this code.
 * @param random from 0 to 1, another for each client
 */
export function adviceFor(code: number, random: number): Advice {
  if (isFinal(code)) return { when: 'never' };
  const spreadMs = Math.round(random * returnSpreadMs);
  if (code === closeReasons.goingAway) return { when: 'later', delayMs: 200 + spreadMs };
  return { when: 'later', delayMs: recoveryMs + spreadMs };
}

function cut(text: string): string {
  const bytes = new Uint8Array(reasonBytesMax);
  const { read } = new TextEncoder().encodeInto(text, bytes);
  return text.slice(0, read);
}
