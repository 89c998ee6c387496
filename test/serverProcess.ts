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
  /** Hears all that it prints. */
  readonly onPrinted?: (text: string) => void;
}

const scriptoriumMain = fileURLToPath(new URL('../server/dist/main.js', import.meta.url));
const scriptoriumReady = /listens on http:\/\/127\.0\.0\.1:(\d+)/;
const outputCharactersKept = 4_000;

export class ServerProcess {
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #output: Output;
  readonly #exited: Promise<number | NodeJS.Signals>;

  private constructor(
    child: ChildProcess,
    { output, port }: { readonly output: Output; readonly port: number },
  ) {
    if (child.pid === undefined) throw new Error('The process has no id.');
    this.pid = child.pid;
    this.port = port;
    this.#child = child;
    this.#output = output;
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
    const output = new Output(child, options.onPrinted);
    return new ServerProcess(child, {
      output,
      port: await readyPort(child, { output, ready: options.ready }),
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of what it printed. */
  get output(): string {
    return this.#output.text;
  }

  /** What this project's server told its operator, of the end of what it printed, that is no news of a start or a stop. */
  get complaints(): readonly string[] {
    const lines = this.output.trim().split('\n');
    return lines.filter((line) => !/"event":"(?:listening|stopping|stopped)"/.test(line));
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

export interface ScriptoriumOptions {
  readonly dataDir: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Another program than the one that runs this. */
  readonly node?: string;
  /** Another build's `main.js`. */
  readonly main?: string;
  /** Further flags. */
  readonly args?: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears all that it prints. */
  readonly onPrinted?: (text: string) => void;
}

/** The built server. */
export function startScriptorium(options: ScriptoriumOptions): Promise<ServerProcess> {
  const { dataDir, port, node = process.execPath, main = scriptoriumMain, args = [], env = {} } = options;
  const { onPrinted } = options;
  return ServerProcess.start({
    file: node,
    args: [main, '--port', String(port), '--data', dataDir, ...args],
    env,
    ready: scriptoriumReady,
    ...(onPrinted !== undefined && { onPrinted }),
  });
}

/** The end of what a program prints. Keeps its pipes empty for as long as it runs. */
class Output {
  text = '';

  constructor(child: ChildProcess, onPrinted: (text: string) => void = () => {}) {
    const take = (chunk: Buffer): void => {
      onPrinted(chunk.toString());
      this.text = (this.text + chunk.toString()).slice(-outputCharactersKept);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  }
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode ?? 128;
}

function readyPort(
  child: ChildProcess,
  { output, ready }: { readonly output: Output; readonly ready: RegExp },
): Promise<number> {
  return new Promise((resolve, reject) => {
    // Heard after `output` has taken it.
    child.stdout?.on('data', () => {
      const match = ready.exec(output.text);
      if (match !== null) resolve(Number(match[1]));
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it listened:\n${output.text}`)));
  });
}
