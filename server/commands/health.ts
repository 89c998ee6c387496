import type { RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { request as httpRequest } from '../builtin/http.ts';

export interface HealthOptions {
  /** On which the server listens. */
  readonly host: string;
  readonly port: number;
  /** The certificate's file, where it speaks https; empty where it doesn't. */
  readonly tlsCert: string;
}

const timeoutMs = 4000;

/**
 * Asks the server of this machine whether it lives, for supervisors that start a program to know.
 * @param print gets one line: what it said, or why it said nothing
 */
export async function health(options: HealthOptions, print: (line: string) => void): Promise<boolean> {
  try {
    const status = await ask(options);
    print(status === 200 ? 'ok' : `The server answers with status ${status}.`);
    return status === 200;
  } catch (error) {
    print(`The server does not answer: ${error instanceof Error ? error.message : error}.`);
    return false;
  }
}

/** Whoever it is that answers: the certificate is for another name. */
function ask({ host, port, tlsCert }: HealthOptions): Promise<number> {
  const [request, more] = tlsCert === '' ? [httpRequest, {}] : [httpsRequest, { rejectUnauthorized: false }];
  const target = { host: ownAddress(host), port, path: '/healthz', agent: false, ...more } as const;
  const options: RequestOptions = { ...target, signal: AbortSignal.timeout(timeoutMs) };
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

/** Who listens for everybody is reached by this machine's own address. */
function ownAddress(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
