import {
  request as ask,
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * What becomes of an upgrade: it passes, or is refused as by a proxy that does not know it; or the handshake passes, and then nothing,
 * as with a proxy that knows no more than that.
 */
export type Upgrading = 'passed' | 'refused' | 'cut off';

/**
 * What becomes of a POST. It passes; comes twice at once; comes again behind the next one; is answered by the network itself; is lost
 * on its way, or half of it is; or its answer is.
 */
export const faults = ['none', 'twice', 'again', 'badGateway', 'lost', 'half', 'unanswered'] as const;

export type Fault = (typeof faults)[number];

interface Posted {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** A proxy between clients and a server of this machine, that does to them what some networks do. */
export class BrokenNetwork {
  readonly port: number;
  upgrading: Upgrading = 'refused';
  /** Asked for each POST to a stream. */
  nextFault: () => Fault = () => 'none';
  /** How many streams, and how many WebSockets, are open through it. */
  streams = 0;
  sockets = 0;
  /** How many upgrades were tried. */
  upgrades = 0;
  readonly #to: number;
  readonly #server: Server;
  readonly #open = new Set<Duplex | ServerResponse>();
  readonly #later: Posted[] = [];

  private constructor(server: Server, to: number) {
    this.#server = server;
    this.#to = to;
    this.port = (server.address() as AddressInfo).port;
    server.on('request', (request, response) => void this.#pass(request, response));
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, { socket, head }));
  }

  /** One that leads to this port. */
  static async lay(to: number): Promise<BrokenNetwork> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BrokenNetwork(server, to);
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Ends all streams and WebSockets that pass. */
  cut(): void {
    for (const each of this.#open) each.destroy();
  }

  close(): void {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return;
    const isPosted = request.method === 'POST' && request.headers['scriptorium-stream'] !== undefined;
    if (isPosted) this.#post({ request, body }, response);
    else this.#forward({ request, body }, response);
  }

  #post(posted: Posted, response: ServerResponse): void {
    for (const late of this.#later.splice(0)) this.#forward(late);
    const fault = this.nextFault();
    switch (fault) {
      case 'badGateway':
        response.writeHead(502).end();
        break;
      case 'lost':
        response.destroy();
        break;
      case 'half':
        this.#forwardHalf(posted, response);
        break;
      case 'unanswered':
        this.#forward(posted, undefined, () => response.destroy());
        break;
      default:
        if (fault === 'twice') this.#forward(posted);
        if (fault === 'again') this.#later.push(posted);
        this.#forward(posted, response);
    }
  }

  #forward(posted: Posted, response?: ServerResponse, onAnswer: () => void = () => {}): void {
    const onward = this.#ask(posted);
    onward.on('error', () => response?.destroy());
    onward.on('response', (answer) => {
      onAnswer();
      if (response === undefined) answer.resume();
      else this.#answer(answer, response);
    });
    response?.on('close', () => onward.destroy());
    onward.end(posted.body);
  }

  #answer(answer: IncomingMessage, response: ServerResponse): void {
    const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
    if (isStream) {
      this.streams += 1;
      this.#open.add(response);
      response.on('close', () => {
        this.streams -= 1;
        this.#open.delete(response);
      });
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // The head of a stream must not wait for its first event.
    response.flushHeaders();
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  }

  #forwardHalf(posted: Posted, response: ServerResponse): void {
    const onward = this.#ask(posted);
    onward.on('error', () => {});
    onward.setHeader('content-length', posted.body.length);
    onward.write(posted.body.subarray(0, posted.body.length / 2), () => {
      onward.destroy();
      response.destroy();
    });
  }

  #ask({ request: { method, url, headers } }: Posted): ReturnType<typeof ask> {
    return ask({ port: this.#to, host: '127.0.0.1', method, path: url, headers, agent: false });
  }

  #upgrade(
    request: IncomingMessage,
    { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  ): void {
    this.upgrades += 1;
    socket.on('error', () => {});
    if (this.upgrading === 'refused') {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const far = connect(this.#to, '127.0.0.1');
    far.write(headOf(request));
    far.write(head);
    if (this.upgrading === 'passed') this.#join(socket, far);
    else dieAfterHandshake(socket, far);
  }

  #join(near: Duplex, far: Socket): void {
    this.sockets += 1;
    this.#open.add(near);
    near.pipe(far).pipe(near);
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => {
      this.sockets -= 1;
      this.#open.delete(near);
      far.destroy();
    });
  }
}

function dieAfterHandshake(near: Duplex, far: Socket): void {
  far.on('error', () => near.destroy());
  far.once('data', (answer: Buffer) => {
    near.write(answer.subarray(0, answer.indexOf('\r\n\r\n') + 4), () => {
      near.destroy();
      far.destroy();
    });
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
