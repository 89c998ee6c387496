import { type Dialect, emptyUpdate, emptyVector, type Incoming } from './dialect.ts';
import { frameOf, RawSocket } from './rawSocket.ts';

/** Where a server is and how it is talked to. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  readonly dialect: Dialect;
}

export interface ClientOptions {
  readonly server: Server;
  readonly room: string;
  /** What it has; nothing by default. */
  readonly vector?: Uint8Array;
  /** What it answers when the server asks for what it has and the server lacks; nothing by default. */
  readonly answer?: (vector: Uint8Array) => Uint8Array;
  /** Called for each update of the document, an answer's included; the bytes are valid during the call only. */
  readonly onUpdate?: (update: Uint8Array) => void;
  readonly onPresence?: (update: Uint8Array) => void;
  /** Called when the server ends the connection, which otherwise ends this process. */
  readonly onLost?: () => void;
}

/** Somebody in a room: greets, answers the server's question, and hands on what comes. */
export class Client {
  readonly #options: ClientOptions;
  readonly #socket: RawSocket;
  readonly #answered: Promise<void>;
  #onAnswer: () => void = () => undefined;

  private constructor(options: ClientOptions) {
    this.#options = options;
    this.#answered = new Promise((resolve) => {
      this.#onAnswer = resolve;
    });
    const { server, room, vector = emptyVector, onLost = failOnLoss } = options;
    this.#socket = new RawSocket({
      port: server.port,
      path: server.dialect.path(room),
      onOpen: () => {
        for (const message of server.dialect.hello(room, vector)) this.#send(message);
      },
      onMessage: (message) => this.#receive(server.dialect.read(message)),
      onClose: onLost,
    });
  }

  /** Resolves when it is connected. @throws when the server refuses it. */
  static async connect(options: ClientOptions): Promise<Client> {
    const client = new Client(options);
    await client.#socket.whenOpen();
    return client;
  }

  /** Resolves when the server has answered, too, if it is one that does. */
  static async join(options: ClientOptions): Promise<Client> {
    const client = await Client.connect(options);
    if (options.server.dialect.answersQuestions) await client.whenAnswered();
    return client;
  }

  /** Resolves when it has been told what the server has. Never, if the server ends the connection instead: see `onLost`. */
  whenAnswered(): Promise<void> {
    return this.#answered;
  }

  /** @param frame from `updateFrame` or `presenceFrame`. */
  sendFrame(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  /** Sends what it has without having been asked, as a server is seeded. */
  sendAnswer(update: Uint8Array): void {
    this.#send(this.#options.server.dialect.answer(this.#options.room, update));
  }

  sendUpdate(update: Uint8Array): void {
    this.#send(this.#options.server.dialect.update(this.#options.room, update));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.close();
  }

  #send(message: Uint8Array): void {
    this.#socket.send(frameOf(message));
  }

  #receive(incoming: Incoming): void {
    const { answer = () => emptyUpdate, onUpdate, onPresence } = this.#options;
    if (incoming.kind === 'question') this.sendAnswer(answer(incoming.vector));
    if (incoming.kind === 'presence') onPresence?.(incoming.update);
    if (incoming.kind === 'answer' || incoming.kind === 'update') onUpdate?.(incoming.update);
    if (incoming.kind === 'answer') this.#onAnswer();
  }
}

function failOnLoss(): never {
  throw new Error('The server ended a connection.');
}
