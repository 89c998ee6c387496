import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { decodeMessages } from '@scriptorium/server/protocol';
import { WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { Condition } from '../../demo/condition.ts';
import { holds, rangesOf, type TypedEdit } from '../../demo/sheet.ts';

/** An update of one client, and by what one recognises that a document has it. */
export type SentEdit = Omit<TypedEdit, 'edit'>;

/**
 * The network between one page and the server. It passes everything on as it comes, except what others wrote: that waits,
 * frame by frame, until `release`.
 */
export class Gate {
  readonly port: number;
  /** What the page has sent, update by update. */
  readonly sent: SentEdit[] = [];
  readonly changed = new Condition();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** What has come from the server, what of it has been passed on, and all that the page itself sent. */
  readonly #arrived = new Y.Doc();
  readonly #released = new Y.Doc();
  readonly #own = new Y.Doc();
  readonly #held: (readonly [frame: Uint8Array, pass: () => void])[] = [];
  #isOpen = true;

  private constructor(server: Server, port: number, to: number) {
    this.#server = server;
    this.port = port;
    server.on('request', (asked, answer) => pipe(asked, answer, to));
    server.on('upgrade', (asked, socket, head) => {
      this.#sockets.handleUpgrade(asked, socket, head, (near) => this.#connect(near, asked, to));
    });
  }

  /** A gate to this port of this machine; it is open. */
  static build(to: number): Promise<Gate> {
    const server = createServer();
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address !== 'object' || address === null) reject(new Error('A gate needs a port.'));
        else resolve(new Gate(server, address.port, to));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on what others write waits. */
  shut(): void {
    this.#isOpen = false;
  }

  /** Passes on all that waits, and all that comes. */
  open(): void {
    this.#isOpen = true;
    this.#pass(() => false);
  }

  hasArrived(edit: SentEdit): boolean {
    return holds(this.#arrived, edit);
  }

  /** Passes on as much as it takes for the page to have `edit`, once that has come. */
  async release(edit: SentEdit): Promise<void> {
    await this.changed.until(() => this.hasArrived(edit));
    this.#pass(() => holds(this.#released, edit));
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(isEnough: () => boolean): void {
    while (!isEnough()) {
      const next = this.#held.shift();
      if (!next) return;
      const [frame, pass] = next;
      applyFrame(this.#released, frame);
      pass();
    }
  }

  #connect(near: WebSocket, { url = '/', headers }: IncomingMessage, to: number): void {
    const protocols = (headers['sec-websocket-protocol'] ?? '').split(/, */).filter((name) => name !== '');
    const far = new WebSocket(`ws://127.0.0.1:${to}${url}`, protocols, {
      headers: { host: headers.host ?? '', origin: headers.origin ?? '' },
    });
    const opened = new Promise((resolve) => far.once('open', resolve));
    near.on('message', (data: Buffer) => void opened.then(() => this.#takeOut(data, far)));
    far.on('message', (data: Buffer) => this.#takeIn(data, () => near.send(data)));
    near.on('close', () => far.terminate());
    far.on('close', () => near.terminate());
    far.on('error', () => near.terminate());
  }

  #takeOut(data: Buffer, far: WebSocket): void {
    far.send(data);
    for (const message of decodeMessages(data)) if (message.kind === 'update') this.#note(message.update);
    this.changed.check();
  }

  #note(update: Uint8Array): void {
    let sent: SentEdit | undefined;
    this.#own.once('afterTransaction', ({ beforeState, afterState, deleteSet }: Y.Transaction) => {
      const isChanged = ([id, clock]: readonly [number, number]) => clock !== (beforeState.get(id) ?? 0);
      const [client = 0, clockEnd = 0] = [...afterState].find(isChanged) ?? [];
      sent = { update, client, clockEnd, deleted: rangesOf(deleteSet) };
    });
    // The server tells nobody what they wrote themselves.
    for (const doc of [this.#own, this.#arrived, this.#released]) Y.applyUpdate(doc, update);
    if (sent) this.sent.push(sent);
  }

  #takeIn(data: Buffer, pass: () => void): void {
    const isText = applyFrame(this.#arrived, data);
    applyFrame(this.#own, data);
    if (this.#isOpen || !isText) {
      applyFrame(this.#released, data);
      pass();
    } else this.#held.push([data, pass]);
    this.changed.check();
  }
}

function pipe(asked: IncomingMessage, answer: ServerResponse, port: number): void {
  const { url: path, method, headers } = asked;
  const far = request({ host: '127.0.0.1', port, path, method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  far.on('error', () => answer.destroy());
  asked.pipe(far);
}

/** @returns whether the frame brought text. */
function applyFrame(doc: Y.Doc, frame: Uint8Array): boolean {
  let isText = false;
  for (const message of decodeMessages(frame)) {
    if (message.kind !== 'update' && message.kind !== 'syncStep2') continue;
    Y.applyUpdate(doc, message.update);
    isText ||= message.kind === 'update';
  }
  return isText;
}
