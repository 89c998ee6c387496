import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentName, DocumentNameError } from '@scriptorium/persistence';
import { parseAddressedName } from '../connection/route.ts';
import type { Guard } from './guard.ts';
import { ProblemError, sendJson } from './problem.ts';

export interface AccountRouteOptions {
  readonly guard: Guard;
  /** A document that there is not, to ask about when none is named. */
  readonly newName: () => DocumentName;
}

/**
 * `GET /api/v1/account?document=`: who asks, as `{user}`, empty where nobody signs in. A page keeps documents on its device by that. Who
 * somebody is is known where they may read: so a page of a document names it.
 */
export class AccountRoute {
  readonly #options: AccountRouteOptions;

  constructor(options: AccountRouteOptions) {
    this.#options = options;
  }

  /** @returns whether there is such a route; then it has been answered. @throws {ProblemError} 400, 401, 403, 405 and 503 */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    if (url.pathname !== '/api/v1/account') return false;
    if (request.method !== 'GET') {
      response.setHeader('allow', 'GET');
      throw new ProblemError({ status: 405, title: 'Method not allowed', detail: 'Use GET.' });
    }
    const { guard, newName } = this.#options;
    const document = url.searchParams.get('document');
    const name = document === null ? newName() : parseName(document);
    const { user } = await guard.require(request, name, 'read');
    sendJson(response, 200, { user });
    return true;
  }
}

function parseName(text: string): DocumentName {
  try {
    return parseAddressedName(text);
  } catch (error) {
    if (!(error instanceof DocumentNameError)) throw error;
    throw new ProblemError({ status: 400, title: 'Bad request', detail: error.message });
  }
}
