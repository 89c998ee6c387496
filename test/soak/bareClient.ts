import {
  ByteReader,
  decodeAwareness,
  encodeAwareness,
  encodeMessage,
  isAbsent,
} from '@scriptorium/server/protocol';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { HostileDialect, Payload } from '../families/hostileDialect.ts';
import type { Client, ClientOptions } from '../torture/client.ts';
import { Finding } from '../torture/finding.ts';
import { Line } from '../torture/line.ts';
import { type Heard, heardIn } from './heard.ts';

export interface BareClientOptions extends ClientOptions {
  readonly dialect: HostileDialect;
  /** Called with what must not happen to somebody honest. */
  readonly onFinding: (finding: Finding) => void;
}

/** Longer than a restart of the network takes, shorter than a visit. */
const returnMs = 300;

/**
 * Somebody honest without a provider, so that one process can be hundreds of them: says in any dialect what its clients say, keeps a
 * document of her own edits only, and brings them again after each loss of the connection.
 */
export class BareClient implements Client {
  readonly place: Client['place'];
  readonly document: string;
  readonly typist: Client['typist'];
  readonly line = new Line((frame) => this.#hear(frame));
  readonly hearsOfAll: boolean;
  readonly #options: BareClientOptions;
  #socket: WebSocket;
  #isSynced = false;
  #isClosed = false;
  /** Whether she saw her own caret on this connection. */
  #isShown = false;
  /** How many tokens had been typed with each message that brought some over this connection. */
  #brought: number[] = [];
  /** How many of these messages Hocuspocus has confirmed. */
  #confirmed = 0;
  #typed: Uint8Array = Uint8Array.of();
  #cursorClock = 0;
  #cursor = '';

  constructor(options: BareClientOptions) {
    this.#options = options;
    this.place = options.place;
    this.document = options.document;
    this.typist = options.typist;
    this.hearsOfAll = options.dialect.name !== 'y-websocket';
    this.typist.doc.on('update', (update) => {
      this.#typed = update;
    });
    this.#socket = this.#connect();
  }

  /** Until it is synced, the answer to the server's question brings all. */
  readonly typed = (): void => {
    if (this.#isSynced) this.#bring({ kind: 'update', update: this.#typed });
  };

  readonly isSynced = (): boolean => this.#isSynced;

  readonly close = (): void => {
    this.#isClosed = true;
    this.line.end();
  };

  /** Shows the others a caret somewhere else. */
  moveCursor(): void {
    this.#cursorClock += 1;
    this.#cursor = JSON.stringify({ name: this.typist.name, at: this.#cursorClock });
    const state = new TextEncoder().encode(this.#cursor);
    const entry = { clientId: this.typist.doc.clientID, clock: this.#cursorClock, state };
    this.#send({ kind: 'awareness', update: encodeAwareness([entry]) });
  }

  #connect(): WebSocket {
    const { dialect, place, document, token = '' } = this.#options;
    const { Socket } = this.line;
    const offered = dialect.subprotocol === undefined ? [] : [dialect.subprotocol];
    const address = `${place.webSocketUrl}/${dialect.pathOf(document)}?token=${token}`;
    const socket = new Socket(address, offered);
    socket.on('open', () => {
      for (const frame of [...dialect.greeting(document), dialect.probe(document)]) socket.send(frame);
      if (this.#cursor !== '') this.moveCursor();
    });
    socket.on('close', () => this.#comeBack());
    return socket;
  }

  #comeBack(): void {
    this.#isSynced = false;
    this.#isShown = false;
    this.#brought = [];
    this.#confirmed = 0;
    if (this.#isClosed) return;
    setTimeout(() => {
      if (!this.#isClosed) this.#socket = this.#connect();
    }, returnMs);
  }

  #send(payload: Payload): void {
    const { dialect, document } = this.#options;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(dialect.frame(document, payload));
  }

  #bring(payload: Payload): void {
    this.#send(payload);
    const count = this.typist.tokens.length;
    this.#brought.push(count);
    if (this.#options.dialect.name !== 'y-sweet') return;
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    const number = encoding.encode((encoder) => encoding.writeVarUint(encoder, count));
    this.#socket.send(encodeMessage({ kind: 'syncStatus', payload: number }));
  }

  #hear(frame: Uint8Array): void {
    for (const message of heardIn(frame, this.#options.dialect)) this.#take(message);
  }

  #take(message: Heard): void {
    const { typist } = this;
    switch (message.kind) {
      case 'syncStep1':
        this.#answer(message.vector);
        break;
      case 'update':
        // Only y-websocket is told by it that its own is saved.
        if (!this.hearsOfAll) typist.tellClock(typist.clockEndIn(message.update));
        break;
      case 'saved':
        typist.tell(this.#brought[message.count - 1] ?? 0);
        break;
      case 'syncStatus':
        typist.tell(new ByteReader(message.payload).varUint());
        break;
      case 'status':
        this.#confirm(message.isApplied);
        break;
      case 'awareness':
        this.#look(message.update);
        break;
      case 'denied':
      case 'close':
        this.#complain(`was told to leave: ${message.reason}`);
        break;
      default:
    }
  }

  #answer(vector: Uint8Array): void {
    this.#isSynced = true;
    this.#bring({ kind: 'syncStep2', update: Y.encodeStateAsUpdate(this.typist.doc, vector) });
  }

  #confirm(isApplied: boolean): void {
    if (!isApplied) this.#complain('was refused what may be written');
    this.typist.tell(this.#brought[this.#confirmed] ?? 0);
    this.#confirmed += 1;
  }

  /** Once she was shown, nobody else may say where her caret is. */
  #look(update: Uint8Array): void {
    for (const { clientId, state } of decodeAwareness(update)) {
      if (clientId !== this.typist.doc.clientID || isAbsent(state)) continue;
      if (this.#isHers(state)) this.#isShown = true;
      else if (this.#isShown)
        this.#complain(`is shown as somebody else: ${Buffer.from(state).toString().slice(0, 80)}`);
    }
  }

  #isHers(state: Uint8Array): boolean {
    return Buffer.from(state).includes(`"name":"${this.typist.name}"`);
  }

  #complain(what: string): void {
    const { dialect, document } = this.#options;
    this.#options.onFinding(new Finding(`${dialect.name}, honest, in ${document} ${what}`));
  }
}
