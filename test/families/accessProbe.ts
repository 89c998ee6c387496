import type { IncomingMessage } from 'node:http';
import {
  decodeMessages,
  encodeAwareness,
  encodeHocuspocus,
  encodeMessage,
  type HocuspocusMessage,
  type Message,
  scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { decodeHocuspocusAnswer } from '../../server/protocol/hocuspocusAnswer.fixture.ts';
import { eventually } from '../server/deadline.ts';
import { StreamLine } from '../server/streamLine.ts';

export const dialects = ['plain', 'scriptorium', 'sweet', 'hocuspocus'] as const;
export type DialectName = (typeof dialects)[number];

/** How a token is brought; `message` is Hocuspocus's own. */
export const ways = ['query', 'subprotocol', 'authorization', 'cookie', 'message'] as const;
export type Way = (typeof ways)[number];

/** What carries it. */
export const transports = ['WebSocket', 'stream'] as const;
export type TransportName = (typeof transports)[number];

export interface ProbeOptions {
  readonly url: string;
  readonly name: string;
  readonly dialect: DialectName;
  readonly way: Way;
  readonly transport: TransportName;
  /** Undefined for who brings none. */
  readonly token: string | undefined;
}

type Any = Message | HocuspocusMessage;

const emptyVector = Uint8Array.of(0);
const emptyUpdate = Uint8Array.of(0, 0);
const question = Uint8Array.of(1, 7);

/** A socket in the test's own hands, that says in any dialect what a client of its family would, and knows what it is told. */
export class AccessProbe {
  readonly #options: ProbeOptions;
  readonly #socket: WebSocket | StreamLine;
  readonly #messages: Any[] = [];
  closeCode: number | undefined;
  /** The HTTP status with which it was turned away before there was a socket. */
  status: number | undefined;

  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#socket = connect(options);
    this.#socket.on('open', () => this.#greet());
    this.#socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data)));
    this.#socket.on('close', (code: number) => {
      this.closeCode = code;
    });
    this.#socket.on('unexpected-response', (_request: unknown, response: IncomingMessage) => {
      this.status = response.statusCode;
      this.#socket.terminate();
    });
    this.#socket.on('error', () => {});
    onTestFinished(() => this.#socket.terminate());
  }

  /** Resolves when it has been answered what is in the document, and has answered in turn. */
  async whenIn(): Promise<void> {
    await eventually(
      'to be let in',
      () => this.#all('syncStep2').length > 0 && this.#all('syncStep1').length > 0,
    );
    this.#send({ kind: 'syncStep2', update: emptyUpdate });
  }

  /** Whether it was told anything, be it that it may not come in. */
  get isAnswered(): boolean {
    return this.#messages.length > 0 || this.closeCode !== undefined || this.status !== undefined;
  }

  /** Resolves when it is told, as its family is, that it may not be here. */
  async whenDenied(): Promise<void> {
    await eventually(`${this.#options.dialect} to be denied`, () => this.#isDenied());
  }

  announce(clientId: number): void {
    const state = new TextEncoder().encode('{"here":true}');
    this.#send({ kind: 'awareness', update: encodeAwareness([{ clientId, clock: 1, state }]) });
  }

  /** Sends an update, and what its family sends behind it. */
  type(update: Uint8Array): void {
    this.#send({ kind: 'update', update });
    if (this.#options.dialect === 'sweet') this.#send({ kind: 'syncStatus', payload: question });
  }

  /** Resolves when it is told that all of its updates are on disk. */
  async whenConfirmed(): Promise<void> {
    await eventually(`${this.#options.dialect} to be confirmed`, () => this.#isConfirmed());
  }

  /** Resolves when it knows, as its family does, that it may read and that its update was not taken. */
  async whenRefused(): Promise<void> {
    await eventually(`${this.#options.dialect} to be refused`, () => this.#isRefused());
    // Whatever was to be said of the update has been said by the time a later question is answered.
    const answers = this.#all('syncStep2').length;
    this.#send({ kind: 'syncStep1', vector: emptyVector });
    await eventually('an answer', () => this.#all('syncStep2').length > answers);
    if (this.#isConfirmed()) throw new Error('It was told that its update is saved.');
  }

  #isDenied(): boolean {
    switch (this.#options.dialect) {
      case 'plain':
        return this.#all('auth').length > 0 && this.closeCode === 4401;
      case 'scriptorium':
        return this.#all('closing').some(({ advice }) => advice.when === 'never') && this.closeCode === 4401;
      case 'sweet':
        return this.status === 401 || this.closeCode === 4401;
      case 'hocuspocus':
        return this.#all('denied').length > 0 && this.closeCode === undefined;
    }
  }

  #isConfirmed(): boolean {
    switch (this.#options.dialect) {
      case 'plain':
        return this.#all('update').length > 0;
      case 'scriptorium':
        return this.#all('saved').some(({ count }) => count === 2);
      case 'sweet':
        return this.#all('syncStatus').some(({ payload }) => payload.join() === question.join());
      case 'hocuspocus':
        return this.#all('status').filter(({ isApplied }) => isApplied).length === 2;
    }
  }

  #isRefused(): boolean {
    switch (this.#options.dialect) {
      case 'plain':
        return this.#all('auth').length > 0;
      case 'scriptorium':
        return this.#all('access').at(-1)?.level !== 'write';
      case 'sweet':
        // It has no word for it: its question is met by presence of nobody, which keeps it from leaving.
        return this.#all('awareness').some(({ update }) => update.join() === '0');
      case 'hocuspocus':
        return (
          this.#all('authenticated').at(-1)?.scope === 'readonly' &&
          this.#all('status').some(({ isApplied }) => !isApplied)
        );
    }
  }

  #greet(): void {
    const { dialect, way, token = '' } = this.#options;
    if (dialect === 'hocuspocus')
      this.#send({ kind: 'token', token: way === 'message' ? token : '', version: '4.8.0' });
    this.#send({ kind: 'syncStep1', vector: emptyVector });
  }

  #send(message: Any): void {
    const { dialect, name } = this.#options;
    this.#socket.send(
      dialect === 'hocuspocus'
        ? encodeHocuspocus(name, message as HocuspocusMessage)
        : encodeMessage(message as Message),
    );
  }

  #hear(frame: Uint8Array): void {
    if (this.#options.dialect !== 'hocuspocus') {
      this.#messages.push(...decodeMessages(frame));
      return;
    }
    const answer = decodeHocuspocusAnswer(frame);
    if (answer !== undefined) this.#messages.push(answer.message);
  }

  #all<K extends Any['kind']>(kind: K): readonly Extract<Any, { kind: K }>[] {
    return this.#messages.filter((message): message is Extract<Any, { kind: K }> => message.kind === kind);
  }
}

function connect({ url, name, dialect, way, token, transport }: ProbeOptions): WebSocket | StreamLine {
  const shown = token === undefined ? {} : { [way]: token };
  const query = shown.query === undefined ? '' : `?token=${encodeURIComponent(shown.query)}`;
  const offered = [
    ...(dialect === 'scriptorium' ? [scriptoriumSubprotocol] : []),
    ...(shown.subprotocol === undefined
      ? []
      : [`scriptorium.token.${encodeURIComponent(shown.subprotocol)}`]),
  ];
  const Socket = transport === 'stream' ? StreamLine : WebSocket;
  return new Socket(`${url}${pathOf(dialect, name)}${query}`, offered, {
    headers: {
      ...(shown.authorization !== undefined && { authorization: `Bearer ${shown.authorization}` }),
      ...(shown.cookie !== undefined && { cookie: `theme=dark; scriptorium_token=${shown.cookie}` }),
    },
  });
}

function pathOf(dialect: DialectName, name: string): string {
  switch (dialect) {
    case 'plain':
    case 'scriptorium':
      return `/${name}`;
    case 'sweet':
      return `/d/${name}/ws/${name}`;
    case 'hocuspocus':
      return '/hocuspocus';
  }
}
