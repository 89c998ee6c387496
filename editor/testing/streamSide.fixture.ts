import { decodeMessages, decodePosting, encodeMessage, type Message } from '@scriptorium/server/protocol';

/** What was asked by `fetch`, as whoever answers sees it. */
export class StreamSide {
  readonly streams: FakeStream[] = [];
  readonly postings: FakePosting[] = [];
  /** Whether postings are answered at once, as by a server that takes everything. */
  answers = true;
  /** Whether there is nobody. */
  isAway = false;

  /** To be given to what fetches. */
  readonly fetch: typeof globalThis.fetch = (url, init = {}) => {
    const headers = new Headers(init.headers);
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      if (this.isAway) reject(new Error('no network'));
      else if (init.method === 'HEAD') resolve(new Response(null, { status: 404 }));
      else if (init.method === 'POST') this.#take(new FakePosting(headers, { resolve, reject, init }));
      else
        this.streams.push(
          new FakeStream({ url: String(url), headers, resolve, reject, signal: init.signal }),
        );
    });
  };

  /** The stream that was asked for last. */
  get stream(): FakeStream {
    const last = this.streams.at(-1);
    if (!last) throw new Error('No stream was asked for');
    return last;
  }

  /** All messages that came, in order, each once. */
  get messages(): readonly Message[] {
    const frames = new Map<number, Uint8Array>();
    for (const posting of this.postings.filter(({ status }) => status === 204))
      for (const [index, frame] of posting.frames.entries()) frames.set(posting.first + index, frame);
    return [...frames].sort(([one], [other]) => one - other).flatMap(([, frame]) => decodeMessages(frame));
  }

  #take(posting: FakePosting): void {
    this.postings.push(posting);
    if (this.answers) posting.answer(204);
  }
}

interface Pending {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

export class FakePosting {
  readonly name: string | null;
  readonly first: number;
  readonly frames: readonly Uint8Array[];
  readonly init: RequestInit;
  status: number | undefined;
  readonly #pending: Pending;

  constructor(headers: Headers, { init, ...pending }: Pending & { readonly init: RequestInit }) {
    this.name = headers.get('scriptorium-stream');
    this.first = Number(headers.get('scriptorium-first'));
    this.frames = decodePosting(init.body as Uint8Array);
    this.init = init;
    this.#pending = pending;
  }

  answer(status: number): void {
    this.status = status;
    this.#pending.resolve(new Response(null, { status }));
  }

  /** The network is gone, whether or not the server has it. */
  lose(): void {
    this.#pending.reject(new Error('no network'));
  }
}

export class FakeStream {
  readonly url: string;
  readonly headers: Headers;
  readonly #pending: Pending;
  readonly #signal: AbortSignal | null | undefined;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor({
    url,
    headers,
    signal,
    ...pending
  }: Pending & Pick<FakeStream, 'url' | 'headers'> & { readonly signal: RequestInit['signal'] }) {
    this.url = url;
    this.headers = headers;
    this.#pending = pending;
    this.#signal = signal;
  }

  get isLeft(): boolean {
    return this.#signal?.aborted === true;
  }

  accept(type = 'text/event-stream'): void {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.#signal?.addEventListener('abort', () => this.#controller?.error(new Error('aborted')));
    this.#pending.resolve(new Response(body, { headers: { 'content-type': type } }));
  }

  open(name = 'name'): void {
    this.accept();
    this.write(`event: opened\ndata: ${name}\n\n`);
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages)
      this.write(`data: ${btoa(String.fromCharCode(...encodeMessage(message)))}\n\n`);
  }

  write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  hangUp(): void {
    this.#controller?.close();
  }

  refuse(): void {
    this.#pending.reject(new Error('no network'));
  }
}
