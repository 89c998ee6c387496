import { join } from 'node:path';
import { secret } from '../families/accessToken.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { DataDirectory } from '../torture/dataDirectory.ts';
import type { Findings } from './findings.ts';
import { Gauge, probeEnvironment } from './gauge.ts';

/** What the server is started with: limits that are reached often within the time, and documents that sleep soon. */
export const serverArgs: readonly (readonly [flag: string, value: number])[] = [
  ['--idle-seconds', 3],
  ['--frame-bytes', 2 ** 20],
  ['--second-messages', 100],
  ['--slowed-seconds', 5],
  ['--waiting-seconds', 30],
  ['--lagging-seconds', 20],
  ['--silence-seconds', 30],
];
/** One byte more than it takes in a message. */
export const oversizedBytes = 2 ** 20 + 1;

/** What it may tell its operator. Anything worse than that a limit was reached is a finding. */
const newsEvents = ['listening', 'stopping', 'stopped', 'limit'];

export interface WatchedServerOptions {
  /** For its data, and what is found out about it. */
  readonly folder: string;
  /** The built program, as in `server/dist/main.js`. */
  readonly main: string;
  readonly findings: Findings;
}

/** The real server with LevelDB and access by tokens, one process after the other, and all that it says. */
export class WatchedServer {
  readonly #options: WatchedServerOptions;
  readonly #dataDir: string;
  readonly #probeFile: string;
  readonly #events = new Map<string, number>();
  #process: ServerProcess | undefined;
  #line = '';

  constructor(options: WatchedServerOptions) {
    this.#options = options;
    this.#dataDir = join(options.folder, 'data');
    this.#probeFile = join(options.folder, 'probe.json');
  }

  /** How often it told its operator of what. */
  get events(): ReadonlyMap<string, number> {
    return this.#events;
  }

  get process(): ServerProcess {
    if (this.#process === undefined) throw new Error('The server was not started.');
    return this.#process;
  }

  async start(): Promise<Gauge> {
    const { main } = this.#options;
    this.#process = await startScriptorium({
      dataDir: this.#dataDir,
      port: 0,
      main,
      args: serverArgs.flatMap(([flag, value]) => [flag, String(value)]),
      env: { ...probeEnvironment(this.#probeFile), AUTH_SECRET: secret },
      onPrinted: (text) => this.#read(text),
    });
    const { pid, httpUrl } = this.#process;
    return new Gauge({ pid, httpUrl, probeFile: this.#probeFile, dataDir: this.#dataDir });
  }

  /** Asks it to end, and looks at what it leaves. */
  async stop(): Promise<void> {
    const { main, findings } = this.#options;
    const code = await this.process.stop();
    if (code !== 0)
      findings.add(`The server ended with ${code} when it was asked to stop: ${this.process.output}`);
    const complaint = await new DataDirectory(this.#dataDir, main).check();
    if (complaint !== '') findings.add(`scriptorium check: ${complaint}`);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  #read(text: string): void {
    const lines = `${this.#line}${text}`.split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#hear(line);
  }

  #hear(line: string): void {
    const [, event = 'other'] = /"event":"([^"]+)"/.exec(line) ?? [];
    this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
    if (!newsEvents.includes(event)) this.#options.findings.add(`The server told: ${line.slice(0, 400)}`);
  }
}
