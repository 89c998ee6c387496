import { type CloseReason, closeReason, type closeReasons } from '../protocol/index.ts';

/** What becomes of a client that goes beyond. */
type Answer =
  /** Its socket, or with Hocuspocus its document, is closed; it is told `text`. */
  | { readonly closes: keyof typeof closeReasons; readonly text: string }
  /** A request is answered with this status. */
  | { readonly status: number }
  /** Something else, in words. */
  | { readonly does: string };

export interface Limit {
  readonly unit: 'bytes' | 'seconds' | 'a second' | 'bytes a second' | '';
  /** 0 stands for no limit where `isOptional`. */
  readonly value: number;
  readonly isOptional?: boolean;
  /** It is part of a format, or nobody needs another: no setting. */
  readonly isFixed?: boolean;
  /** What is bounded, as words behind "at most". */
  readonly bounds: string;
  /** Why this much. */
  readonly why: string;
  readonly answer: Answer;
}

const mebibyte = 1024 * 1024;

/** The one table of what a client can make the server hold or do: settings, `--help`, the README and metrics follow from it. */
export const limits = {
  frameBytes: {
    unit: 'bytes',
    value: 64 * mebibyte,
    bounds: 'the bytes of a message from a client',
    why: 'a whole document comes in one when a client brings it',
    answer: { closes: 'tooLarge', text: 'This message is too large.' },
  },
  documentBytes: {
    unit: 'bytes',
    value: 64 * mebibyte,
    bounds: 'the bytes of a document; who would make it larger is cut off, and reading goes on',
    why: 'a client that has all of it can bring it in one message',
    answer: { closes: 'full', text: 'This document is full: nothing can be added to it.' },
  },
  nameBytes: {
    unit: 'bytes',
    value: 255,
    isFixed: true,
    bounds: 'the bytes of a document’s name',
    why: 'what is stored is found by it',
    answer: { closes: 'badName', text: 'The name is too long.' },
  },
  presenceBytes: {
    unit: 'bytes',
    value: 64 * 1024,
    bounds: 'the bytes of what a client says about itself to those present',
    why: 'everybody in the document is sent it; a cursor and a name take some hundred bytes',
    answer: { closes: 'malformed', text: 'This presence state is too large.' },
  },
  presenceIds: {
    unit: '',
    value: 64,
    bounds: 'the clients of whose presence one connection tells in a document',
    why: 'a browser tab tells of itself; a client that speaks for its neighbours of some more',
    answer: { does: 'of further ones nobody is told' },
  },
  socketDocuments: {
    unit: '',
    value: 1000,
    bounds: 'the documents that a Hocuspocus client has over one socket',
    why: 'a page shows some; a list of documents with presence hundreds',
    answer: { closes: 'badName', text: 'One socket may not have so many documents.' },
  },
  connections: {
    unit: '',
    value: 20_000,
    bounds: 'the connections in all',
    why: 'idle ones cost about 8 KiB each',
    answer: { closes: 'overloaded', text: 'The server is full; please come back later.' },
  },
  addressConnections: {
    unit: '',
    value: 1000,
    isOptional: true,
    bounds: 'the connections from one address, but for this machine’s own',
    why: 'an office behind one address has hundreds; a proxy on this machine has everybody’s',
    answer: { closes: 'overloaded', text: 'Too many connections come from this address.' },
  },
  userConnections: {
    unit: '',
    value: 250,
    isOptional: true,
    bounds: 'the connections of one user, where people sign in',
    why: 'somebody has some tabs on some devices; an application that is one user for all its people needs more',
    answer: { closes: 'overloaded', text: 'You have too many connections; please close some.' },
  },
  waitingConnections: {
    unit: '',
    value: 5000,
    bounds: 'the connections that nobody was let in by yet',
    why: 'after a restart everybody comes back at once',
    answer: { closes: 'overloaded', text: 'Too many wait to be let in; please come back.' },
  },
  waitingSeconds: {
    unit: 'seconds',
    value: 60,
    bounds: 'the seconds that a client takes until it is let into a first document',
    why: 'it may have to fetch its token; as long as Hocuspocus’s own server waits',
    answer: { closes: 'denied', text: 'Nobody was let in by this connection in time.' },
  },
  backlogMessages: {
    unit: '',
    value: 1000,
    bounds: 'the messages that a client sends before its document is open',
    why: 'a client greets, and sends what was typed meanwhile',
    answer: { closes: 'overloaded', text: 'Too much was sent before the document was open.' },
  },
  backlogBytes: {
    unit: 'bytes',
    value: 5 * mebibyte,
    bounds: 'the bytes that a client sends before its document is open',
    why: 'with what is let wait in all, it bounds what strangers make the server hold',
    answer: { closes: 'overloaded', text: 'Too much was sent before the document was open.' },
  },
  secondMessages: {
    unit: 'a second',
    value: 5000,
    bounds: 'the messages a second from a connection, after ten seconds’ worth',
    why: 'somebody types 10 a second; a program that brings a document edit by edit as many as it can',
    answer: { closes: 'overloaded', text: 'More was sent for too long than one client may send.' },
  },
  secondBytes: {
    unit: 'bytes a second',
    value: 16 * mebibyte,
    bounds: 'the bytes a second from a connection, after ten seconds’ worth',
    why: 'a network of its own is seldom faster, and taking in that much is about a tenth of a processor',
    answer: { closes: 'overloaded', text: 'More was sent for too long than one client may send.' },
  },
  slowedSeconds: {
    unit: 'seconds',
    value: 60,
    bounds: 'the seconds for which a connection is slowed down without a pause before it is closed',
    why: 'who brings much is only slowed; who floods does not stop',
    answer: { closes: 'overloaded', text: 'More was sent for too long than one client may send.' },
  },
  silenceSeconds: {
    unit: 'seconds',
    value: 75,
    bounds: 'the seconds without any sign of a client, which is pinged every 30 seconds at most',
    why: 'two pings were not answered: the far end is gone without a goodbye',
    answer: { does: 'the connection is ended' },
  },
  bufferedBytes: {
    unit: 'bytes',
    value: mebibyte,
    bounds:
      'the bytes that a client has not read, or half of its document, beyond which nothing waits that can be told later; 192 Ki at least',
    why: 'a slow network has some seconds’ worth of what many write at once; behind that, one update costs less',
    answer: { does: 'it is told what it missed once it has read' },
  },
  presenceBufferedBytes: {
    unit: 'bytes',
    value: 128 * 1024,
    isFixed: true,
    bounds: 'the bytes that a client has not read, beyond which it is not told who moved',
    why: 'twice what a stream holds before it says so when it has drained: of so much, either what it holds or what is written next is as much as that',
    answer: { does: 'it is told the latest once it has read' },
  },
  overdraftBytes: {
    unit: 'bytes',
    value: mebibyte,
    bounds:
      'the bytes that are sent all the same to a client that has not read: receipts, refusals, signs of life',
    why: 'it is told of what it sends itself; who sends so much and reads nothing will not read',
    answer: { closes: 'overloaded', text: 'This client reads too slowly; please come back.' },
  },
  laggingSeconds: {
    unit: 'seconds',
    value: 60,
    bounds: 'the seconds that a client takes to read what waits, and as long again for each 960 Ki',
    why: 'nobody is there who reads',
    answer: { closes: 'overloaded', text: 'This client reads too slowly; please come back.' },
  },
  heldUpdates: {
    unit: '',
    value: 4096,
    bounds: 'the updates of a client that wait for one before them',
    why: 'a Hocuspocus provider sends what was typed without a network edit by edit',
    answer: { closes: 'overloaded', text: 'Too many updates whose predecessors are missing.' },
  },
  heldBytes: {
    unit: 'bytes',
    value: 16 * mebibyte,
    bounds: 'the bytes of the updates of a client that wait for one before them',
    why: 'some pictures’ worth',
    answer: { closes: 'overloaded', text: 'Too many updates whose predecessors are missing.' },
  },
  unsavedBytes: {
    unit: 'bytes',
    value: 64 * mebibyte,
    bounds: 'the bytes in all documents that are not on disk yet; then nothing more is taken',
    why: 'hours of typing while a disk is mended, and bounded memory',
    answer: { closes: 'overloaded', text: 'Saving is behind; please come back later.' },
  },
  bodyBytes: {
    unit: 'bytes',
    value: 64 * 1024,
    bounds: 'the bytes of the JSON that a request brings',
    why: 'a title is the longest there is to say',
    answer: { status: 413 },
  },
  requestSeconds: {
    unit: 'seconds',
    value: 300,
    bounds: 'the seconds until a request has come whole; its head has a fifth of them',
    why: 'a large update over a slow network',
    answer: { status: 408 },
  },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof limits;

export type Limits = Readonly<Record<LimitName, number>>;

export const limitNames = Object.keys(limits) as readonly LimitName[];

/** What holds unless the operator says otherwise. */
export const usualLimits: Limits = Object.fromEntries(
  Object.entries(limits).map(([name, { value }]) => [name, value]),
) as Limits;

/** Those that end a connection, or a document of one. */
export type ClosingLimitName = {
  readonly [Name in LimitName]: (typeof limits)[Name]['answer'] extends { readonly closes: string }
    ? Name
    : never;
}[LimitName];

/** Why a connection ends that went beyond. */
export function exceeded(limit: ClosingLimitName): CloseReason {
  const { closes, text } = limits[limit].answer;
  return { ...closeReason(closes, text), limit };
}
