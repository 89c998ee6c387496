import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { eventually, within } from './deadline.ts';

const main = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));
const startMsMax = 20_000;

/** Settings of this machine must not reach the program under test. */
const ownVariables = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'ALLOW_ORIGIN',
  'ALLOW_ANYONE',
  'IDLE_SECONDS',
  'STOP_SECONDS',
  'AUTH_SECRET',
  'AUTH_SECRET_FILE',
  'AUTH_JWKS',
  'AUTH_URL',
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_COOKIE',
  'ADMIN_TOKEN',
  'ADMIN_TOKEN_FILE',
  'STAMP_NAMES',
  'TRUST_PROXY',
  'BASE_PATH',
  'TLS_CERT',
  'TLS_KEY',
  'LOG_LEVEL',
  'METRICS_TOKEN',
];

export interface Ending {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line of its log. */
export interface Told {
  readonly level: string;
  readonly event: string;
  readonly message: string;
  readonly document?: string;
  readonly reason?: string;
}

/** The built program as whoever installs it runs it. It ends with its test. */
export class Program {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const env = {
      ...process.env,
      ...Object.fromEntries(ownVariables.map((name) => [name, ''])),
      ...variables,
    };
    this.#child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#child, 'close');
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    onTestFinished(async () => {
      await this.end('SIGKILL');
    });
  }

  /** Serves a directory. @param options.port a free one unless it is given. */
  static async serve(options: {
    readonly data: string;
    readonly port?: number;
    readonly args?: readonly string[];
  }): Promise<Program> {
    const { data, port = 0, args = [] } = options;
    const program = new Program(['--data', data, '--port', String(port), ...args]);
    const isThere = () => program.#port !== undefined || program.#child.exitCode !== null;
    await eventually('the server to listen', isThere, startMsMax);
    if (program.#port === undefined)
      throw new Error(`It ended with ${program.#child.exitCode}: ${program.stderr}`);
    return program;
  }

  get port(): number {
    return this.#port ?? 0;
  }

  /** What it told its operator, with these events only. */
  told(...events: readonly string[]): readonly Told[] {
    const lines = this.stdout.split('\n').filter((line) => line.startsWith('{'));
    const all = lines.map((line) => JSON.parse(line) as Told);
    return all.filter(({ event }) => events.includes(event));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The process has no id.');
    return this.#child.pid;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** As when the program that its log goes to has ended. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ending> {
    this.signal(signal);
    return this.whenEnded();
  }

  async whenEnded(): Promise<Ending> {
    await within('the program to end', this.#ended, startMsMax);
    const code = this.#child.exitCode ?? this.#child.signalCode ?? 'SIGKILL';
    return { code, stdout: this.stdout, stderr: this.stderr };
  }

  get #port(): number | undefined {
    const digits = /listens on http:\/\/[^\s"]+?:(\d+)["\n/]/.exec(this.stdout)?.[1];
    return digits === undefined ? undefined : Number(digits);
  }
}

/** An empty directory that goes away with its test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
