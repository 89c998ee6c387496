import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually, within } from '../server/deadline.ts';
import { issueCertificate } from './certificate.ts';
import { freePort } from './freePort.ts';
import { type ProxyName, type ProxyPlan, proxyKinds } from './proxyKind.ts';
import { findProxy } from './proxyProgram.ts';

export interface RunningProxyOptions {
  readonly name: ProxyName;
  readonly backendPort: number;
  readonly timeoutSeconds?: number;
  readonly path?: string;
}

const startMsMax = 15_000;
const endMsMax = 2000;

/** A real proxy with the shipped configuration, in front of a server of this machine. It ends with its test. */
export class RunningProxy {
  readonly #plan: ProxyPlan;
  readonly #child: ChildProcess;
  #printed = '';

  private constructor(plan: ProxyPlan, child: ChildProcess) {
    this.#plan = plan;
    this.#child = child;
    const take = (chunk: Buffer): void => {
      this.#printed += chunk.toString();
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
  }

  /** @throws with what to do where there is no such proxy. */
  static async start({ name, ...options }: RunningProxyOptions): Promise<RunningProxy> {
    const program = findProxy(name);
    if (program === undefined)
      throw new Error(`${name} is not here: "npm run proxies" gets it and runs these tests.`);
    const directory = await mkdtemp(join(tmpdir(), `scriptorium-${name}-`));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const [httpPort, httpsPort] = [await freePort(), await freePort()];
    const certificate = issueCertificate(directory);
    const plan = { directory, httpPort, httpsPort, certificate, ...options };
    const { files, args, env } = proxyKinds[name];
    for (const [file, text] of Object.entries(files(plan))) await writeFile(join(directory, file), text);
    const child = spawn(program.file, args, {
      cwd: directory,
      env: { ...process.env, ...program.env, ...env?.(plan) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new RunningProxy(plan, child);
    onTestFinished(() => running.#end());
    await running.#whenReady();
    return running;
  }

  get httpUrl(): string {
    return `https://localhost:${this.#plan.httpsPort}${this.#plan.path ?? ''}`;
  }

  get webSocketUrl(): string {
    return `wss://localhost:${this.#plan.httpsPort}${this.#plan.path ?? ''}`;
  }

  /** Where nothing is encrypted. */
  get plainUrl(): string {
    return `http://localhost:${this.#plan.httpPort}`;
  }

  /** All that it has written down, on its output and in files. */
  async written(): Promise<string> {
    const names = await readdir(this.#plan.directory);
    const logs = names.filter((name) => name.endsWith('.log'));
    const texts = await Promise.all(logs.map((name) => readFile(join(this.#plan.directory, name), 'utf8')));
    return [this.#printed, ...texts].join('\n');
  }

  /** Asks by its own certificate, which must be the one that was made for it. @returns the status */
  ask(path: string, options: RequestOptions = {}): Promise<number> {
    const ca = readFileSync(this.#plan.certificate.certFile);
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        `${this.httpUrl}${path}`,
        { ca, family: 4, agent: false, ...options },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      request.on('error', reject).end();
    });
  }

  async #whenReady(): Promise<void> {
    await eventually(
      'the proxy to reach the server',
      async () => {
        if (this.#child.exitCode !== null) return true;
        return (await this.ask('/healthz')) === 200;
      },
      startMsMax,
    ).catch((cause: unknown) => {
      throw new Error(`The proxy does not serve:\n${this.#printed}`, { cause });
    });
    if (this.#child.exitCode !== null) throw new Error(`The proxy ended:\n${this.#printed}`);
  }

  async #end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    // Caddy waits for whoever is still connected.
    await within('the proxy to end', exited, endMsMax).catch(() => this.#child.kill('SIGKILL'));
  }
}
