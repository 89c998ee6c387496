import { type DocumentName, DocumentNameError } from '@scriptorium/persistence';
import {
  type CloseReason,
  closeReason,
  decodeHocuspocusFrame,
  encodeAwareness,
  encodeHocuspocus,
  type Frame,
  type HocuspocusMessage,
  hocuspocusPing,
  hocuspocusPong,
  isFinal,
  MalformedError,
  type Message,
} from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Authorize } from './access.ts';
import { Backlog } from './backlog.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import type { Beating } from './heartbeat.ts';
import { HocuspocusDialect } from './hocuspocusDialect.ts';
import { parseAddressedName } from './route.ts';
import { Session } from './session.ts';
import { Wire } from './wire.ts';

export interface HocuspocusConnectionOptions {
  readonly socket: ClientSocket;
  readonly clock: Clock;
  readonly rooms: Rooms;
  readonly authorize: Authorize;
  readonly report: Report;
}

/** What is known of one key of the socket. */
type Place =
  | { readonly kind: 'open'; readonly session: Session }
  /** Turned away; only a new token gets another try. */
  | { readonly kind: 'denied' };

/** How many documents, and sessions of them, one socket may have. */
const placesMax = 1000;
/** A name has at most 255 bytes, a session's id about 12. */
const rememberedKeyMax = 1024;
const emptyVector = Uint8Array.of(0);

/**
 * One socket of a Hocuspocus provider, with any number of documents, which know nothing of each other: one that is refused
 * or fails is told so in its own terms, and the others go on.
 */
export class HocuspocusConnection implements SocketListener, Beating {
  readonly #options: HocuspocusConnectionOptions;
  readonly #wire: Wire;
  readonly #places = new Map<string, Place>();
  readonly #backlog = new Backlog();
  #lastKey: string | undefined;
  /** Whether the provider announced a version, and so understands a ping. */
  #isVersioned = false;

  constructor(options: HocuspocusConnectionOptions) {
    this.#options = options;
    this.#wire = new Wire({
      socket: options.socket,
      clock: options.clock,
      keepAlive: () => this.#keepAlive(),
      onEnd: () => this.#leaveAll(),
    });
  }

  onFrame(frame: Uint8Array): void {
    // What comes in behind a goodbye must not open a document that nobody would leave.
    if (this.#wire.isGone) return;
    this.#wire.heard();
    try {
      this.#take(frame);
    } catch (error) {
      this.#failOn(error);
    }
  }

  onText(): void {
    this.#wire.end(closeReason('malformed', 'This server speaks binary messages only.'));
  }

  onAlive(): void {
    this.#wire.heard();
  }

  onClose(): void {
    this.#wire.lost();
  }

  beat(): void {
    this.#wire.beat();
  }

  #take(bytes: Uint8Array): void {
    const frame = decodeHocuspocusFrame(bytes);
    switch (frame.kind) {
      case 'ping':
        this.#wire.send(hocuspocusPong);
        break;
      case 'pong':
        break;
      case 'document':
        this.#takeMessage(frame.key, frame.message);
        break;
    }
  }

  #takeMessage(key: string, message: HocuspocusMessage): void {
    switch (message.kind) {
      case 'token':
        this.#takeToken(key, message);
        break;
      case 'detach':
        this.#detach(key);
        break;
      case 'syncStep1':
      case 'syncStep2':
      case 'update':
      case 'awareness':
      case 'queryAwareness':
        this.#pass(key, message);
        break;
      default:
        // Stateless messages are for an application's own hooks, of which there are none; the rest is a server's to say.
        break;
    }
  }

  /** The first token opens the document; a later one is looked at anew. */
  #takeToken(key: string, { token, version }: Extract<HocuspocusMessage, { kind: 'token' }>): void {
    this.#isVersioned ||= version !== undefined;
    const place = this.#places.get(key);
    if (place === undefined) this.#open(key, token);
    else if (place.kind === 'open') void place.session.authorize(token);
    else this.#reopen(key, token);
  }

  /** It greeted when it was denied, and does not greet again. */
  #reopen(key: string, token: string): void {
    this.#open(key, token);
    this.#pass(key, { kind: 'syncStep1', vector: emptyVector });
  }

  /** Providers before version 3 send no token if they have none, and all send what is typed while they fetch it. */
  #pass(key: string, message: Message): void {
    if (!this.#places.has(key)) this.#open(key, undefined);
    const place = this.#places.get(key);
    if (place?.kind === 'open') place.session.receive(message);
  }

  #open(key: string, token: string | undefined): void {
    const dialect = new HocuspocusDialect({ key, isVersioned: this.#isVersioned });
    const name = nameOf(key);
    if (name instanceof DocumentNameError) {
      this.#deny(key, dialect.farewell(closeReason('badName', name.message)));
      return;
    }
    if (this.#isFull(key)) {
      const text = `One socket may have ${placesMax} documents.`;
      this.#deny(key, dialect.farewell(closeReason('badName', text)));
      return;
    }
    const { rooms, clock, authorize, report } = this.#options;
    const session = new Session({
      name,
      dialect,
      rooms,
      authorize,
      report,
      backlog: this.#backlog,
      patience: clock,
      send: (frame) => this.#wire.send(frame),
      onEnd: (reason) => this.#onSessionEnd(key, { dialect, reason }),
    });
    this.#places.set(key, { kind: 'open', session });
    this.#lastKey = key;
    void session.authorize(token);
  }

  /**
   * What is final is told in-band. For the rest the provider has no word that brings it back, so that its socket is closed:
   * the server stops, or can't take or read anything now.
   */
  #onSessionEnd(key: string, { dialect, reason }: { dialect: HocuspocusDialect; reason: CloseReason }): void {
    if (isFinal(reason.code)) this.#deny(key, dialect.farewell(reason));
    else this.#wire.end(reason);
  }

  #deny(key: string, frames: readonly Frame[]): void {
    if (!this.#isFull(key) && key.length <= rememberedKeyMax) this.#places.set(key, { kind: 'denied' });
    for (const frame of frames) this.#wire.send(frame);
  }

  #isFull(key: string): boolean {
    return this.#places.size >= placesMax && !this.#places.has(key);
  }

  #detach(key: string): void {
    const place = this.#places.get(key);
    this.#places.delete(key);
    if (place?.kind === 'open') place.session.leave();
  }

  #leaveAll(): void {
    for (const place of this.#places.values()) if (place.kind === 'open') place.session.leave();
    this.#places.clear();
  }

  #keepAlive(): Frame | undefined {
    if (this.#isVersioned) return hocuspocusPing;
    if (this.#lastKey === undefined) return undefined;
    return encodeHocuspocus(this.#lastKey, { kind: 'awareness', update: encodeAwareness([]) });
  }

  #failOn(error: unknown): void {
    if (error instanceof MalformedError) {
      this.#wire.end(closeReason('malformed', `This is no message of the protocol: ${error.message}.`));
      return;
    }
    this.#options.report({ what: 'A message could not be handled', error });
    this.#wire.end(closeReason('unreadable', 'The server failed to handle a message.'));
  }
}

/** The document's name is the key, up to the NUL before a session's id; a blank one is refused as none. */
function nameOf(key: string): DocumentName | DocumentNameError {
  const [text = ''] = key.split('\0', 1);
  try {
    return parseAddressedName(text.trim() === '' ? '' : text);
  } catch (error) {
    if (error instanceof DocumentNameError) return error;
    throw error;
  }
}
