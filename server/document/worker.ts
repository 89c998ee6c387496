import { Worker } from 'node:worker_threads';
import type { Summary } from './derive.ts';
import type { Jobs } from './jobs.ts';
import { type Describable, maybeDescribable } from './layout.ts';
import type { Call, Reply } from './thread.ts';

/** Everything for which a document must become a Y.Doc, done in another thread, so that it never holds up a keystroke. */
export interface DocumentWorker {
  describe(document: Describable): Promise<Summary>;
  /** @returns the first update of a new document */
  create(options: { readonly title: string }): Promise<Uint8Array>;
  /**
   * @param state all of a document as one update, here and below; it is copied and left as it is
   * @returns the update that sets the title; `undefined` if it is the title already
   */
  retitle(state: Uint8Array, title: string): Promise<Uint8Array | undefined>;
  /** @returns the same document with garbage collected */
  compact(state: Uint8Array): Promise<Uint8Array>;
  /** Ends the thread. What is under way or waiting rejects with `CLOSED`, as does every later call. */
  close(): Promise<void>;
}

export interface DocumentWorkerOptions {
  /** A job that takes longer fails, and the thread is replaced. 30 s. */
  readonly deadlineMs?: number;
  /** A thread without work ends after this. 60 s; it never keeps the process alive. */
  readonly idleMs?: number;
  /** How many jobs may wait; each holds a copy of a document. 64. */
  readonly waitingMax?: number;
}

/**
 * - `BUSY`: too many jobs wait; later it works.
 * - `DEADLINE`: this document takes too long; trying again takes as long.
 * - `FAILED`: the job threw, or the thread ended (out of memory, for instance); trying again helps seldom.
 * - `CLOSED`: `close` was called.
 */
export type DocumentWorkerErrorCode = 'BUSY' | 'DEADLINE' | 'FAILED' | 'CLOSED';

export class DocumentWorkerError extends Error {
  override readonly name = 'DocumentWorkerError';
  readonly code: DocumentWorkerErrorCode;

  constructor(code: DocumentWorkerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const nothingToShow: Summary = { title: '', excerpt: '', words: 0 };

/** One thread, started when it is first needed. */
export function createDocumentWorker(options: DocumentWorkerOptions = {}): DocumentWorker {
  const queue = new JobQueue(options);
  const own = (state: Uint8Array) => new Uint8Array(state);
  return {
    describe: async (document) =>
      maybeDescribable(document)
        ? await queue.run('describe', { state: own(document.encode()) })
        : nothingToShow,
    create: ({ title }) => queue.run('create', { title }),
    retitle: (state, title) => queue.run('retitle', { state: own(state), title }),
    compact: (state) => queue.run('compact', { state: own(state) }),
    close: () => queue.close(),
  };
}

interface Job {
  readonly call: Call;
  resolve(output: unknown): void;
  reject(error: DocumentWorkerError): void;
}

/** Hands one job at a time to the thread, so that it is plain which one takes too long. */
class JobQueue {
  readonly #deadlineMs: number;
  readonly #idleMs: number;
  readonly #waitingMax: number;
  readonly #waiting: Job[] = [];
  #running: Job | undefined;
  #thread: Worker | undefined;
  #isReady = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor({ deadlineMs = 30_000, idleMs = 60_000, waitingMax = 64 }: DocumentWorkerOptions) {
    this.#deadlineMs = deadlineMs;
    this.#idleMs = idleMs;
    this.#waitingMax = waitingMax;
  }

  run<Name extends keyof Jobs>(
    name: Name,
    input: Parameters<Jobs[Name]>[0],
  ): Promise<ReturnType<Jobs[Name]>> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#isClosed) {
        reject(closed());
      } else if (this.#waiting.length >= this.#waitingMax) {
        reject(new DocumentWorkerError('BUSY', `${this.#waitingMax} jobs wait already`));
      } else {
        this.#waiting.push({ call: { name, input } as Call, resolve, reject });
        this.#next();
      }
    }) as Promise<ReturnType<Jobs[Name]>>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const left = [...(this.#running === undefined ? [] : [this.#running]), ...this.#waiting.splice(0)];
    this.#running = undefined;
    for (const { reject } of left) reject(closed());
    await this.#endThread();
  }

  #next(): void {
    if (this.#running !== undefined || this.#waiting.length === 0) return;
    if (this.#thread === undefined) this.#startThread();
    if (!this.#isReady) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#running = job;
    this.#setTimer(this.#deadlineMs, () => this.#passDeadline());
    this.#thread?.ref();
    this.#thread?.postMessage(
      job.call,
      'state' in job.call.input ? [job.call.input.state.buffer as ArrayBuffer] : [],
    );
  }

  #startThread(): void {
    const thread = startThread();
    this.#thread = thread;
    this.#isReady = false;
    thread.on('message', (reply: Reply) => this.#hear(thread, reply));
    thread.on('error', (error: unknown) => this.#lose(thread, error));
    thread.on('exit', () => this.#lose(thread, undefined));
  }

  #hear(thread: Worker, reply: Reply): void {
    if (thread !== this.#thread) return;
    if (reply.kind === 'ready') {
      this.#isReady = true;
    } else {
      const job = this.#running;
      this.#running = undefined;
      if (reply.kind === 'done') job?.resolve(reply.output);
      else job?.reject(new DocumentWorkerError('FAILED', reply.reason));
    }
    this.#rest();
    this.#next();
  }

  /** Nothing runs: the thread may end by and by, and the process at once. A job that waits takes it up again. */
  #rest(): void {
    this.#thread?.unref();
    this.#setTimer(this.#idleMs, () => void this.#endThread());
  }

  #passDeadline(): void {
    const job = this.#running;
    this.#running = undefined;
    job?.reject(new DocumentWorkerError('DEADLINE', `it took longer than ${this.#deadlineMs} ms`));
    void this.#endThread();
    this.#next();
  }

  /** The thread ended by itself. If it never became ready it never will, and whoever waits must hear of it. */
  #lose(thread: Worker, cause: unknown): void {
    if (thread !== this.#thread) return;
    clearTimeout(this.#timer);
    this.#thread = undefined;
    const lost = this.#isReady ? [] : this.#waiting.splice(0);
    if (this.#running !== undefined) lost.push(this.#running);
    this.#running = undefined;
    for (const { reject } of lost) reject(new DocumentWorkerError('FAILED', 'the thread ended', { cause }));
    this.#next();
  }

  async #endThread(): Promise<void> {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#thread = undefined;
    this.#isReady = false;
    await thread?.terminate();
  }

  #setTimer(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms).unref();
  }
}

function closed(): DocumentWorkerError {
  return new DocumentWorkerError('CLOSED', 'the worker is closed');
}

/**
 * Built, the thread is plain JavaScript beside this file. Run from source, as in tests, it needs a loader of its own: tsx doesn't
 * register itself in threads by `--import`.
 */
function startThread(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread.js', import.meta.url));
  const entry = new URL('./thread.ts', import.meta.url).href;
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import('${entry}'); })`;
  return new Worker(load, { eval: true });
}
