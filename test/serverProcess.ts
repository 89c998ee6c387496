import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server under test, as a process of its own that can be killed. */
export interface ServerProcessOptions {
  readonly file?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Matches what the program prints when it listens; its first group is the port. */
  readonly ready: RegExp;
}

const scriptoriumMain = fileURLToPath(new URL('../server/dist/main.js', import.meta.url));
const scriptoriumReady = /listens on http:\/\/127\.0\.0\.1:(\d+)/;
const outputCharactersKept = 4_000;

export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | NodeJS.Signals>;

  private constructor(child: ChildProcess, port: number) {
    if (child.pid === undefined) throw new Error('The process has no id.');
    this.pid = child.pid;
    this.port = port;
    this.#child = child;
    this.#exited = exitOf(child);
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @throws with the end of its output when the program ends before it listens. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const child = spawn(options.file ?? process.execPath, [...options.args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const port = await readyPort(child, options.ready);
    return new ServerProcess(child, port);
  }

  /** Pulls the plug. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to drain. @returns its exit code, or the signal that ended it. */
  async stop(): Promise<number | NodeJS.Signals> {
    this.#child.kill('SIGTERM');
    return this.#exited;
  }
}

/** The built server. @param options.port 0 for a free one. @param options.node another program than the one that runs this. */
export function startScriptorium(options: {
  readonly dataDir: string;
  readonly port: number;
  readonly node?: string;
}): Promise<ServerProcess> {
  return ServerProcess.start({
    file: options.node ?? process.execPath,
    args: [scriptoriumMain, '--port', String(options.port), '--data', options.dataDir],
    ready: scriptoriumReady,
  });
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  if (child.exitCode !== null) return child.exitCode;
  const [code, signal]: [number | null, NodeJS.Signals | null] = (await once(child, 'exit')) as never;
  return code ?? signal ?? 128;
}

/** Also keeps the pipes empty for as long as the program runs. */
function readyPort(child: ChildProcess, ready: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-outputCharactersKept);
      const match = ready.exec(output);
      if (match !== null) resolve(Number(match[1]));
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened:\n${output}`)));
  });
}
