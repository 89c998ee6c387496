import { type DocumentName, DocumentNameError } from '@scriptorium/persistence';
import { exceeded } from '../limits/limits.ts';
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
  type Message,
} from '../protocol/index.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Gate } from './gate.ts';
import { HocuspocusDialect } from './hocuspocusDialect.ts';
import { parseAddressedName } from './route.ts';
import { Session } from './session.ts';
import { SocketConnection, type SocketConnectionOptions } from './socketConnection.ts';

export interface HocuspocusConnectionOptions extends Omit<SocketConnectionOptions, 'name'> {
  readonly rooms: Rooms;
  readonly gate: Gate;
  /** What the client showed with its upgrade, for documents of which it shows none. */
  readonly token?: string | undefined;
}

/** What is known of one key of the socket. */
type Place =
  | { readonly kind: 'open'; readonly session: Session }
  /** Turned away; only a new token gets another try. */
  | { readonly kind: 'denied' };

interface Denial {
  readonly dialect: HocuspocusDialect;
  readonly reason: CloseReason;
}

/** A name has at most 255 bytes, a session's id about 12. */
const rememberedKeyMax = 1024;
const emptyVector = Uint8Array.of(0);

/**
 * One socket of a Hocuspocus provider, with any number of documents, which know nothing of each other: one that is refused
 * or fails is told so in its own terms, and the others go on.
 */
export class HocuspocusConnection extends SocketConnection {
  readonly #options: HocuspocusConnectionOptions;
  readonly #places = new Map<string, Place>();
  #lastKey: string | undefined;
  /** Whether the provider announced a version, and so understands a ping. */
  #isVersioned = false;

  constructor(options: HocuspocusConnectionOptions) {
    super(options);
    this.#options = options;
  }

  protected override take(bytes: Uint8Array): void {
    const frame = decodeHocuspocusFrame(bytes);
    switch (frame.kind) {
      case 'ping':
        this.wire.send(hocuspocusPong);
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
    const shown = token === '' ? (this.#options.token ?? token) : token;
    if (place === undefined) this.#open(key, shown);
    else if (place.kind === 'open') void place.session.authorize(shown);
    else this.#reopen(key, shown);
  }

  /** It greeted when it was denied, and does not greet again. */
  #reopen(key: string, token: string): void {
    this.#open(key, token);
    this.#pass(key, { kind: 'syncStep1', vector: emptyVector });
  }

  /** Providers before version 3 send no token if they have none, and all send what is typed while they fetch it. */
  #pass(key: string, message: Message): void {
    if (!this.#places.has(key)) this.#open(key, this.#options.token);
    const place = this.#places.get(key);
    if (place?.kind === 'open') place.session.receive(message);
  }

  #open(key: string, token: string | undefined): void {
    const dialect = new HocuspocusDialect({ key, isVersioned: this.#isVersioned });
    const name = nameOf(key);
    if (name instanceof DocumentNameError) {
      this.#deny(key, { dialect, reason: closeReason('badName', name.message) });
      return;
    }
    if (this.#isFull(key)) {
      this.#deny(key, { dialect, reason: exceeded('socketDocuments') });
      return;
    }
    const { rooms, clock, gate } = this.#options;
    const session = new Session({
      name,
      dialect,
      rooms,
      gate,
      backlog: this.backlog,
      patience: clock,
      wire: this.wire,
      owner: {
        onLetIn: (user) => this.onLetIn(user),
        onSessionEnd: (reason) => this.#onSessionEnd(key, { dialect, reason }),
      },
    });
    this.#places.set(key, { kind: 'open', session });
    this.#lastKey = key;
    void session.authorize(token);
  }

  /**
   * What is final is told in-band. For the rest the provider has no word that brings it back, so that its socket is closed:
   * the server stops, or can't take or read anything now.
   */
  #onSessionEnd(key: string, denial: Denial): void {
    if (isFinal(denial.reason.code)) this.#deny(key, denial);
    else this.wire.end(denial.reason);
  }

  #deny(key: string, { dialect, reason }: Denial): void {
    if (!this.#isFull(key) && key.length <= rememberedKeyMax) this.#places.set(key, { kind: 'denied' });
    for (const frame of dialect.farewell(reason)) this.wire.send(frame);
    this.refused(reason);
  }

  #isFull(key: string): boolean {
    return this.#places.size >= this.limits.socketDocuments && !this.#places.has(key);
  }

  #detach(key: string): void {
    const place = this.#places.get(key);
    this.#places.delete(key);
    if (place?.kind === 'open') place.session.leave();
  }

  protected override leave(): void {
    for (const place of this.#places.values()) if (place.kind === 'open') place.session.leave();
    this.#places.clear();
  }

  /** Those who were told something stand behind the others, lest one busy document fill the socket again and again. */
  protected override catchUp(): void {
    for (const [key, place] of [...this.#places]) {
      if (this.wire.pressure !== 'none') return;
      if (place.kind === 'denied' || !place.session.catchUp() || this.#places.get(key) !== place) continue;
      this.#places.delete(key);
      this.#places.set(key, place);
    }
  }

  override get documentBytes(): number {
    let bytes = 0;
    for (const place of this.#places.values())
      if (place.kind === 'open') bytes = Math.max(bytes, place.session.documentBytes);
    return bytes;
  }

  override keepAlive(): Frame | undefined {
    if (this.#isVersioned) return hocuspocusPing;
    if (this.#lastKey === undefined) return undefined;
    return encodeHocuspocus(this.#lastKey, { kind: 'awareness', update: encodeAwareness([]) });
  }

  protected override end(reason: CloseReason): void {
    this.wire.end(reason);
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
