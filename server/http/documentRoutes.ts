import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentName, DocumentNameError, type Listing } from '@scriptorium/persistence';
import { parseAddressedName } from '../connection/route.ts';
import type { AccessLevel } from '../protocol/index.ts';
import { type Documents, DocumentsError } from '../room/documents.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { type Guard, isEnough, unauthorized, unavailable } from './guard.ts';
import { badRequest, ProblemError, sendJson } from './problem.ts';
import { readJsonObject } from './requestBody.ts';

const basePath = '/api/v1/documents';
const limitDefault = 50;
const limitMax = 200;
const titleCharactersMax = 500;

export interface DocumentRoutesOptions {
  readonly documents: Documents;
  readonly guard: Guard;
  readonly bodyBytesMax: number;
}

/**
 * The list of documents over HTTP: `GET`, `POST`, `PATCH` and `DELETE` below `/api/v1/documents`. It shows what one may read; to
 * create, rename and delete one must be allowed to write.
 */
export class DocumentRoutes {
  readonly #documents: Documents;
  readonly #guard: Guard;
  readonly #bodyBytesMax: number;

  constructor({ documents, guard, bodyBytesMax }: DocumentRoutesOptions) {
    this.#documents = documents;
    this.#guard = guard;
    this.#bodyBytesMax = bodyBytesMax;
  }

  matches(url: URL): boolean {
    return url.pathname === basePath || url.pathname.startsWith(`${basePath}/`);
  }

  /** @throws {ProblemError} */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      if (url.pathname === basePath) await this.#handleAll(request, response, url);
      else await this.#handleOne(request, response, nameOf(url.pathname.slice(basePath.length + 1)));
    } catch (error) {
      throw error instanceof DocumentsError ? problemOf(error) : error;
    }
  }

  async #handleAll(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    switch (request.method) {
      case 'GET':
        sendJson(response, 200, await this.#search(request, url.searchParams));
        break;
      case 'POST':
        sendJson(response, 201, await this.#create(request));
        break;
      default:
        throw notAllowed(response, 'GET, POST');
    }
  }

  async #handleOne(request: IncomingMessage, response: ServerResponse, name: DocumentName): Promise<void> {
    switch (request.method) {
      case 'GET':
        sendJson(response, 200, await this.#find(request, name));
        break;
      case 'PATCH':
        sendJson(response, 200, await this.#rename(request, name));
        break;
      case 'DELETE':
        await this.#guard.require(request, name, 'write');
        await this.#documents.delete(name);
        response.writeHead(204).end();
        break;
      default:
        throw notAllowed(response, 'GET, PATCH, DELETE');
    }
  }

  async #search(request: IncomingMessage, query: URLSearchParams): Promise<unknown> {
    const cursor = query.get('cursor');
    const levels = new Map<DocumentName, AccessLevel>();
    const { listings, next } = await this.#documents.search({
      text: query.get('search') ?? '',
      limit: limitOf(query.get('limit')),
      ...(cursor !== null && { after: parseCursor(cursor) }),
      isVisible: async (name) => {
        const decision = await this.#guard.ask(request, name);
        if (decision.kind === 'granted') levels.set(name, decision.level);
        return decision.kind === 'granted';
      },
    });
    const mayCreate = await this.#mayCreate(request, listings.length === 0);
    return {
      documents: listings.map((listing) => present(listing, levels.get(listing.name) ?? 'read')),
      mayCreate,
      ...(next && { cursor: formatCursor(next) }),
    };
  }

  /**
   * Whether a document of a new name may be made.
   * @throws {ProblemError} 401 where nothing can be seen, and nothing made, but with another token; 503
   */
  async #mayCreate(request: IncomingMessage, seesNothing: boolean): Promise<boolean> {
    const decision = await this.#guard.ask(request, this.#documents.newName());
    if (decision.kind === 'granted') return isEnough(decision.level, 'write');
    if (decision.kind === 'undecided') throw unavailable(decision.reason);
    if (seesNothing && this.#guard.needsSignIn(request, decision)) throw unauthorized(decision.reason);
    return false;
  }

  async #create(request: IncomingMessage): Promise<unknown> {
    const body = await readJsonObject(request, this.#bodyBytesMax);
    const title = body.title === undefined ? '' : titleOf(body.title);
    if (body.name !== undefined && typeof body.name !== 'string') throw badRequest('"name" must be a text.');
    const name = body.name === undefined ? this.#documents.newName() : checkedName(body.name);
    const { user, level } = await this.#guard.require(request, name, 'write');
    return present(await this.#documents.create({ title, name, author: user }), level);
  }

  async #find(request: IncomingMessage, name: DocumentName): Promise<unknown> {
    const { level } = await this.#guard.require(request, name, 'read');
    return present(await this.#documents.find(name), level);
  }

  async #rename(request: IncomingMessage, name: DocumentName): Promise<unknown> {
    const { user, level } = await this.#guard.require(request, name, 'write');
    const title = titleOf((await readJsonObject(request, this.#bodyBytesMax)).title);
    return present(await this.#documents.rename(name, { title, author: user }), level);
  }
}

function present({ name, createdMs, editedMs, summary }: Listing, access: AccessLevel): unknown {
  return { name, ...summary, createdMs, editedMs, access };
}

function nameOf(segment: string): DocumentName {
  try {
    return checkedName(decodeURIComponent(segment));
  } catch (error) {
    if (error instanceof URIError) throw badRequest('The address is not percent-encoded as it should be.');
    throw error;
  }
}

function checkedName(text: string): DocumentName {
  try {
    return parseAddressedName(text);
  } catch (error) {
    if (error instanceof DocumentNameError) throw badRequest(error.message);
    throw error;
  }
}

function titleOf(value: unknown): string {
  if (typeof value !== 'string') throw badRequest('"title" must be a text.');
  if (value.length > titleCharactersMax)
    throw badRequest(`"title" may have at most ${titleCharactersMax} characters.`);
  return value.toWellFormed();
}

function limitOf(text: string | null): number {
  if (text === null) return limitDefault;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax)
    throw badRequest(`"limit" must be a whole number from 1 to ${limitMax}.`);
  return limit;
}

function notAllowed(response: ServerResponse, methods: string): ProblemError {
  response.setHeader('allow', methods);
  return new ProblemError({ status: 405, title: 'Method not allowed', detail: `Use one of ${methods}.` });
}

function problemOf({ code, message }: DocumentsError): ProblemError {
  switch (code) {
    case 'unknown':
      return new ProblemError({ status: 404, title: 'Not found', detail: message });
    case 'exists':
      return new ProblemError({ status: 409, title: 'Conflict', detail: message });
    case 'malformed':
    case 'gap':
      return new ProblemError({ status: 422, title: 'Unprocessable content', detail: message });
    case 'full':
      return new ProblemError({ status: 413, title: 'Content too large', detail: message });
    case 'deleted':
      return new ProblemError({ status: 410, title: 'Gone', detail: message });
  }
}
