import { type CloseReason, encodePosting, streamWords } from '@scriptorium/server/protocol';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { EventParser, type StreamEvent } from './eventParser.ts';
import type { SocketLike } from './socketLike.ts';

export interface StreamSocketOptions {
  /** The address of the WebSocket that it stands for. */
  readonly url: string;
  /** What that would offer as subprotocols. */
  readonly protocols: readonly string[];
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

const [connecting, open, closing, closed] = [0, 1, 2, 3] as const;
const gone = { code: 1006, reason: '' };
/** A posting has as many frames as there are, up to this; a larger frame goes alone. */
const postingBytesMax = 1024 * 1024;
/** Some 20 s together: by then the stream has told that it is lost, or somebody eats postings and lets streams through. */
const attemptsMax = 7;
/** How long to wait for an answer before posting anew: a network that takes 16 bytes a millisecond is slow, not gone. */
const answerMsMax = 20_000;
const bytesPerMs = 16;
/** Browsers let no more than 64 KiB outlive a page. */
const outlivingBytesMax = 60_000;

/**
 * A connection by an event stream and POST, for networks that break WebSocket, as the WebSocket that it stands for: whoever speaks over
 * one can speak over the other. What goes over the network is in the server's `stream/README.md`.
 *
 * 1. What is sent while a posting is under way goes with the next one, so that there is one at a time, in order.
 * 2. A posting without an answer is posted again, under the same number, by which the server knows what it has taken already.
 * 3. It reads by `fetch` and not by `EventSource`, which sends no headers, so that tokens would stand in addresses; which hides why
 *    it ended; and which comes back by itself, where the provider knows better when.
 */
export class StreamSocket extends EventTarget implements SocketLike {
  binaryType: BinaryType = 'arraybuffer';
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: WebSocket['onerror'] = null;
  /** How long it goes on when it is closed: whoever moves to another connection takes a moment to be known there. */
  lingerMs = 0;
  readonly #options: StreamSocketOptions;
  readonly #url: string;
  readonly #over = new AbortController();
  #readyState: WebSocket['readyState'] = connecting;
  #name = '';
  /** What was sent and is not known to have been taken. */
  readonly #queue: Uint8Array<ArrayBuffer>[] = [];
  /** The number of the first of these. */
  #first = 1;
  #isPosting = false;
  #isPinged = false;
  /** Whether it ends once all is posted. */
  #isLeaving = false;

  constructor(options: StreamSocketOptions) {
    super();
    this.#options = options;
    this.#url = options.url.replace(/^ws/, 'http');
    for (const type of ['open', 'message', 'close'] as const)
      this.addEventListener(type, (event) => (this[`on${type}`] as ((event: Event) => void) | null)?.(event));
    void this.#read();
  }

  get readyState(): WebSocket['readyState'] {
    return this.#readyState;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#readyState !== open) return;
    this.#queue.push(frame);
    void this.#post();
  }

  /** Ends it once what was sent has left. */
  close(): void {
    if (this.#readyState === connecting) this.#end({ code: 1000, reason: '' });
    if (this.#readyState !== open) return;
    this.#readyState = closing;
    if (this.lingerMs === 0) this.#leave();
    else this.#options.clock.after(this.lingerMs, () => this.#leave());
  }

  #leave(): void {
    this.#isLeaving = true;
    void this.#post();
  }

  async #read(): Promise<void> {
    try {
      await this.#readAll(await this.#open());
    } catch {
      // The network is gone, or nobody wants to know any more.
    }
    this.#end(gone);
  }

  async #open(): Promise<ReadableStream<Uint8Array> | null> {
    const { fetch, protocols } = this.#options;
    const response = await fetch(this.#url, {
      headers: { accept: 'text/event-stream', [streamWords.protocolsHeader]: protocols.join(', ') },
      cache: 'no-store',
      credentials: 'include',
      signal: this.#over.signal,
    });
    // Anything else is from whoever stands between, or from a server that has no streams.
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    return isStream ? response.body : null;
  }

  async #readAll(body: ReadableStream<Uint8Array> | null): Promise<void> {
    const reader = body?.getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    for (let piece = await reader?.read(); piece?.value; piece = await reader?.read())
      for (const event of parser.push(decoder.decode(piece.value, { stream: true }))) this.#hear(event);
  }

  #hear({ name, data }: StreamEvent): void {
    if (this.#readyState === closed) return;
    switch (name) {
      case '':
        this.dispatchEvent(new MessageEvent('message', { data: bytesOf(data).buffer }));
        break;
      case streamWords.opened:
        this.#name = data;
        this.#readyState = open;
        this.dispatchEvent(new Event('open'));
        break;
      case streamWords.ping:
        this.#isPinged = true;
        void this.#post();
        break;
      case streamWords.closed:
        this.#end(JSON.parse(data) as CloseReason);
    }
  }

  /** Posts all there is, unless that is being done. */
  async #post(): Promise<void> {
    if (this.#isPosting) return;
    this.#isPosting = true;
    // What else is sent in this moment goes along.
    await null;
    while (this.#queue.length > 0 || this.#isPinged) {
      this.#isPinged = false;
      const frames = firstOf(this.#queue);
      if (!(await this.#deliver(frames))) this.#end(gone);
      this.#queue.splice(0, frames.length);
      this.#first += frames.length;
    }
    this.#isPosting = false;
    if (this.#isLeaving) this.#end({ code: 1000, reason: '' });
  }

  /** @returns whether the server has taken them. */
  async #deliver(frames: readonly Uint8Array[]): Promise<boolean> {
    const body = encodePosting(frames);
    for (let attempt = 1; attempt <= attemptsMax && this.#readyState !== closed; attempt += 1) {
      if (attempt > 1) await this.#pass(backoffMs(attempt - 1, this.#options.random()));
      const status = await this.#tryToDeliver(body);
      if (status < 300) return true;
      if (isFinal(status)) return false;
    }
    return false;
  }

  /** @returns the status of the answer; 503 where there is none. */
  async #tryToDeliver(body: Uint8Array<ArrayBuffer>): Promise<number> {
    const { fetch, clock } = this.#options;
    const given = new AbortController();
    const giveUp = (): void => given.abort();
    const cancel = clock.after(answerMsMax + body.length / bytesPerMs, giveUp);
    this.#over.signal.addEventListener('abort', giveUp);
    try {
      const { status } = await fetch(this.#url, {
        method: 'POST',
        headers: {
          'content-type': 'application/octet-stream',
          [streamWords.streamHeader]: this.#name,
          [streamWords.firstHeader]: String(this.#first),
        },
        body,
        credentials: 'include',
        keepalive: this.#isLeaving && body.length < outlivingBytesMax,
        signal: given.signal,
      });
      return status;
    } catch {
      return 503;
    } finally {
      cancel();
      this.#over.signal.removeEventListener('abort', giveUp);
    }
  }

  async #pass(delayMs: number): Promise<void> {
    const { signal } = this.#over;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(delayMs, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  #end(reason: CloseReason): void {
    if (this.#readyState === closed) return;
    this.#readyState = closed;
    this.#queue.length = 0;
    this.#isPinged = false;
    this.#over.abort();
    this.dispatchEvent(Object.assign(new Event('close'), reason));
  }
}

/** As many as go into one posting, and at least one if there is one. */
function firstOf(queue: readonly Uint8Array<ArrayBuffer>[]): readonly Uint8Array<ArrayBuffer>[] {
  let bytes = 0;
  const end = queue.findIndex(({ length }, index) => {
    bytes += length;
    return index > 0 && bytes > postingBytesMax;
  });
  return queue.slice(0, end < 0 ? queue.length : end);
}

/** Whether posting it again would be answered in the same way; of what proxies say, nothing is. */
function isFinal(status: number): boolean {
  return status < 500 && status !== 408 && status !== 425 && status !== 429;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
