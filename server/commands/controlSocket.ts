import { chmod, rm } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Backup, LogError, type LogErrorCode } from '@scriptorium/persistence';
import { createServer } from '../builtin/http.ts';
import { socketPath } from './socketPath.ts';

export interface ControlSocketOptions {
  /** The data directory, which this process has locked. */
  readonly directory: string;
  /** Writes a backup into a directory, given as an absolute path; the signal ends it early. */
  readonly backUp: (to: string, signal: AbortSignal) => Promise<Backup>;
}

/** What `POST /backup` answers. */
export type ControlAnswer =
  | { readonly kind: 'done'; readonly backup: Backup }
  | { readonly kind: 'refused'; readonly code: LogErrorCode | undefined; readonly message: string };

const requestBytesMax = 16 * 1024;
/** With what `listen` creates the socket: for this user only, from its first moment. */
const ownerOnlyMask = 0o177;

/**
 * A socket in the data directory, by which commands of the same user reach the running server, without network or password.
 * It speaks HTTP: `POST /backup {"to": directory}` answers with a `ControlAnswer` when the backup is written; whoever hangs up before
 * ends it. One backup at a time.
 */
export class ControlSocket {
  readonly #server: Server;
  readonly #backUp: ControlSocketOptions['backUp'];
  #isBusy = false;

  private constructor(backUp: ControlSocketOptions['backUp']) {
    this.#backUp = backUp;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /**
   * Takes the place of a socket that a killed process left, which can't be another's: the caller has the directory locked.
   * @throws when the directory's path is too long for a socket, or its file system has none
   */
  static async open({ directory, backUp }: ControlSocketOptions): Promise<ControlSocket> {
    const path = socketPath(directory);
    if (path === undefined)
      throw new Error(`The path of ${JSON.stringify(directory)} is too long for a socket.`);
    await rm(path, { force: true });
    const control = new ControlSocket(backUp);
    await control.#listen(path);
    await chmod(path, 0o600);
    return control;
  }

  /** Ends what is under way, and removes the socket. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      const mask = process.umask(ownerOnlyMask);
      try {
        this.#server.listen(path, resolve);
      } finally {
        process.umask(mask);
      }
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(request, response).catch(refusalOf);
    if (response.destroyed) return;
    response.writeHead(answer.kind === 'done' ? 200 : 409, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<ControlAnswer> {
    if (request.method !== 'POST' || request.url !== '/backup')
      return refused('There is nothing at this path.');
    const to = await readTarget(request);
    if (to === undefined) return refused('A backup needs {"to": directory}.');
    if (this.#isBusy) return refused('Another backup is being written. Wait until it is done.');
    this.#isBusy = true;
    const hangUp = new AbortController();
    response.once('close', () => hangUp.abort());
    try {
      return { kind: 'done', backup: await this.#backUp(to, hangUp.signal) };
    } finally {
      this.#isBusy = false;
    }
  }
}

async function readTarget(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > requestBytesMax) return undefined;
  }
  try {
    const { to } = JSON.parse(text) as { readonly to?: unknown };
    return typeof to === 'string' && to !== '' ? to : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): ControlAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'refused', code: error instanceof LogError ? error.code : undefined, message };
}

function refused(message: string): ControlAnswer {
  return { kind: 'refused', code: undefined, message };
}
