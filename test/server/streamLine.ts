import { EventEmitter } from 'node:events';
import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { encodePosting } from '@scriptorium/server/protocol';

export interface StreamLineOptions {
  readonly origin?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Whether it gives a sign of life when it is asked for one. */
  readonly autoPong?: boolean;
}

export interface Post {
  readonly first: number;
  readonly frames: readonly Uint8Array[];
  readonly headers?: OutgoingHttpHeaders;
}

const largeLength = 1000;

/**
 * An event stream by Node's HTTP alone, with as much of the interface of `ws` as is used in these tests: another program than the
 * provider's, so that what goes over the network is held against two.
 */
export class StreamLine extends EventEmitter {
  static readonly OPEN = 1;
  readyState = 0;
  /** What the stream is called, once it is open. */
  name = '';
  /** The head of the answer. */
  status: number | undefined;
  answerHeaders: IncomingMessage['headers'] = {};
  /** All that came, as it came, but for large events. */
  heard = '';
  readonly #url: string;
  readonly #headers: OutgoingHttpHeaders;
  readonly #autoPong: boolean;
  readonly #ask: typeof request;
  readonly #request: ClientRequest;
  #response: IncomingMessage | undefined;
  /** The pieces of the event that has not ended. */
  #pieces: string[] = [];
  #sent = 0;
  #queue: Uint8Array[] = [];
  #posted: Promise<unknown> = Promise.resolve();

  constructor(
    url: string,
    protocols: readonly string[] = [],
    { origin, headers = {}, autoPong = true }: StreamLineOptions = {},
  ) {
    super();
    this.#url = url.replace(/^ws/, 'http');
    this.#headers = { ...(origin !== undefined && { origin }), ...headers };
    this.#autoPong = autoPong;
    this.#ask = this.#url.startsWith('https:') ? secureRequest : request;
    this.#request = this.#ask(this.#url, {
      agent: false,
      headers: {
        ...this.#headers,
        accept: 'text/event-stream',
        'scriptorium-protocols': protocols.join(', '),
      },
    });
    this.#request.on('response', (response) => this.#listen(response));
    this.#request.on('error', (error) => this.#fail(error));
    this.#request.end();
  }

  send(frame: Uint8Array | string): void {
    if (typeof frame === 'string') throw new Error('A stream has no text.');
    this.#queue.push(frame);
    this.#posted = this.#posted.then(() => this.#postAll()).catch(() => {});
  }

  async #postAll(): Promise<void> {
    const frames = this.#queue.splice(0);
    if (frames.length === 0) return;
    const first = this.#sent + 1;
    this.#sent += frames.length;
    await this.post({ first, frames });
  }

  /** Posts by hand. @returns the status. */
  post({ first, frames, headers = {} }: Post): Promise<number> {
    const posting = this.postLater({ first, headers });
    posting.request.end(encodePosting(frames));
    return posting.status;
  }

  /** Begins a posting whose body the test sends. */
  postLater({ first, headers = {} }: Omit<Post, 'frames'>): {
    readonly request: ClientRequest;
    readonly status: Promise<number>;
  } {
    const posting = this.#ask(this.#url, {
      method: 'POST',
      agent: false,
      headers: {
        ...this.#headers,
        'content-type': 'application/octet-stream',
        'scriptorium-stream': this.name,
        'scriptorium-first': first,
        ...headers,
      },
    });
    const status = new Promise<number>((resolve, reject) => {
      posting.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      posting.on('error', reject);
    });
    status.catch(() => {});
    return { request: posting, status };
  }

  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  /** Leaves once all was taken that was sent. */
  close(): void {
    void this.#posted.then(() => this.terminate());
  }

  terminate(): void {
    this.#request.destroy();
    this.#end(1006, '');
  }

  #listen(response: IncomingMessage): void {
    this.#response = response;
    this.status = response.statusCode;
    this.answerHeaders = response.headers;
    if (!response.headers['content-type']?.startsWith('text/event-stream')) {
      this.emit('unexpected-response', this.#request, response);
      response.resume();
      return;
    }
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#hear(text));
    response.on('close', () => this.#end(1006, ''));
    response.on('error', () => {});
  }

  #hear(text: string): void {
    this.#pieces.push(text);
    if (!text.includes('\n')) return;
    const events = this.#pieces.join('').split('\n\n');
    this.#pieces = events.splice(-1);
    for (const event of events) {
      if (event.length < largeLength) this.heard += `${event}\n\n`;
      this.#heed(event);
    }
  }

  #heed(event: string): void {
    const [, name = '', data = ''] = /^(?:event: (\w+)\n)?data: (.*)$/.exec(event) ?? [];
    switch (name) {
      case '':
        this.emit('message', Buffer.from(data, 'base64'), true);
        break;
      case 'opened':
        this.name = data;
        this.readyState = StreamLine.OPEN;
        this.emit('open');
        break;
      case 'ping':
        if (this.#autoPong) void this.post({ first: this.#sent + 1, frames: [] }).catch(() => {});
        break;
      case 'closed': {
        const { code, reason } = JSON.parse(data) as { code: number; reason: string };
        // Who is turned away was let in as far as that, as with WebSocket.
        if (this.readyState === 0) this.emit('open');
        this.#end(code, reason);
      }
    }
  }

  #fail(error: Error): void {
    if (this.readyState === 0) this.emit('error', error);
    this.#end(1006, '');
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close', code, Buffer.from(reason));
  }
}
