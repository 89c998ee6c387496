import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorities } from '../auth/authorities.ts';
import type { Revocation } from '../auth/sweetToken.ts';
import type { Gate } from '../connection/gate.ts';
import type { Guard } from './guard.ts';
import { ProblemError, sendJson } from './problem.ts';
import { readJsonObject } from './requestBody.ts';

export interface AccessRoutesOptions {
  readonly gate: Gate;
  readonly authorities: Authorities;
  readonly guard: Guard;
  readonly bodyBytesMax: number;
}

/**
 * `POST /api/v1/access/recheck` `{user?, document?}`: has it decided anew about whoever is connected, and answers when that is done:
 * `{checked, ended}`. For the operator only.
 */
export class AccessRoutes {
  readonly #options: AccessRoutesOptions;

  constructor(options: AccessRoutesOptions) {
    this.#options = options;
  }

  /** @returns whether there is such a route; then it has been answered. @throws {ProblemError} */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    if (url.pathname !== '/api/v1/access/recheck') return false;
    const { gate, authorities, guard, bodyBytesMax } = this.#options;
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      throw new ProblemError({ status: 405, title: 'Method not allowed', detail: 'Use POST.' });
    }
    guard.requireAdmin(request);
    const revocation = parseRevocation(await readJsonObject(request, bodyBytesMax));
    authorities.revoke(revocation);
    sendJson(response, 200, await gate.recheck(revocation));
    return true;
  }
}

function parseRevocation({ user, document }: Readonly<Record<string, unknown>>): Revocation {
  return { user: textOf('user', user), document: textOf('document', document) };
}

function textOf(key: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new ProblemError({ status: 400, title: 'Bad request', detail: `"${key}" must be a text.` });
}
