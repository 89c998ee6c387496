import { createMemoryLog, type UpdateLog } from '@scriptorium/persistence';
import { createServer, type Server, type ServerOptions, type StopResult } from '@scriptorium/server';
import { onTestFinished } from 'vitest';
import { within } from './deadline.ts';

export interface RunningServerOptions {
  readonly log?: UpdateLog;
  /** A free one unless it is given. */
  readonly port?: number;
  readonly idleMs?: number;
  readonly limits?: NonNullable<ServerOptions['limits']>;
  readonly allowedOrigins?: readonly string[];
  readonly applicationDirectory?: string;
  /** Further options of the server, as an application that embeds it has them. */
  readonly more?: Partial<ServerOptions>;
  readonly metricsToken?: string;
  readonly trustedProxies?: readonly string[];
  readonly authorize?: NonNullable<ServerOptions['authorize']>;
}

type Problem = Parameters<ServerOptions['report']>[0];

const stopMsMax = 5000;

/** A server in this process, on a real port, that ends with its test. */
export class RunningServer {
  readonly port: number;
  /** What it told its operator. */
  readonly problems: readonly Problem[];
  readonly #server: Server;
  #stopped: Promise<StopResult> | undefined;

  private constructor(server: Server, { port, problems }: { port: number; problems: readonly Problem[] }) {
    this.#server = server;
    this.port = port;
    this.problems = problems;
  }

  static async start(options: RunningServerOptions = {}): Promise<RunningServer> {
    const problems: Problem[] = [];
    const server = createServer({
      limits: options.limits ?? {},
      trustedProxies: options.trustedProxies ?? [],
      ...(options.authorize !== undefined && { authorize: options.authorize }),
      log: options.log ?? createMemoryLog(),
      applicationDirectory: options.applicationDirectory ?? '/nowhere',
      allowedOrigins: options.allowedOrigins ?? [],
      idleMs: options.idleMs ?? 30_000,
      report: (problem) => problems.push(problem),
      ...options.more,
      metricsToken: options.metricsToken ?? '',
    });
    const { port } = await server.start({ host: '127.0.0.1', port: options.port ?? 0 });
    const running = new RunningServer(server, { port, problems });
    onTestFinished(async () => {
      await running.stop(0);
    });
    return running;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** As whoever embeds it holds it. */
  get server(): Server {
    return this.#server;
  }

  /** Stopping once more is no error. */
  stop(deadlineMs = stopMsMax): Promise<StopResult> {
    this.#stopped ??= this.#server.stop(deadlineMs);
    return within('the server to stop', this.#stopped, deadlineMs + stopMsMax);
  }
}
