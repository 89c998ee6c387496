import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentName, DocumentNameError, type Listing } from '@scriptorium/persistence';
import { parseAddressedName } from '../connection/route.ts';
import { type Documents, DocumentsError } from '../room/documents.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { ProblemError, sendJson } from './problem.ts';
import { readJsonObject } from './requestBody.ts';

const basePath = '/api/v1/documents';
const limitDefault = 50;
const limitMax = 200;
const titleCharactersMax = 500;

/** The list of documents over HTTP: `GET`, `POST`, `PATCH` and `DELETE` below `/api/v1/documents`. */
export class DocumentRoutes {
  readonly #documents: Documents;

  constructor(documents: Documents) {
    this.#documents = documents;
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
        sendJson(response, 200, await this.#search(url.searchParams));
        break;
      case 'POST':
        sendJson(response, 201, present(await this.#create(await readJsonObject(request))));
        break;
      default:
        throw notAllowed(response, 'GET, POST');
    }
  }

  async #handleOne(request: IncomingMessage, response: ServerResponse, name: DocumentName): Promise<void> {
    switch (request.method) {
      case 'GET':
        sendJson(response, 200, present(await this.#documents.find(name)));
        break;
      case 'PATCH':
        sendJson(response, 200, present(await this.#rename(name, await readJsonObject(request))));
        break;
      case 'DELETE':
        await this.#documents.delete(name);
        response.writeHead(204).end();
        break;
      default:
        throw notAllowed(response, 'GET, PATCH, DELETE');
    }
  }

  async #search(parameters: URLSearchParams): Promise<unknown> {
    const cursor = parameters.get('cursor');
    const { listings, next } = await this.#documents.search({
      text: parameters.get('search') ?? '',
      limit: limitOf(parameters.get('limit')),
      ...(cursor === null ? {} : { after: parseCursor(cursor) }),
    });
    return { documents: listings.map(present), ...(next && { cursor: formatCursor(next) }) };
  }

  #create(body: Readonly<Record<string, unknown>>): Promise<Listing> {
    const title = titleOf(body.title ?? '');
    if (body.name === undefined) return this.#documents.create({ title });
    if (typeof body.name !== 'string') throw badRequest('"name" must be a text.');
    return this.#documents.create({ title, name: checkedName(body.name) });
  }

  #rename(name: DocumentName, body: Readonly<Record<string, unknown>>): Promise<Listing> {
    return this.#documents.rename(name, titleOf(body.title));
  }
}

function present({ name, createdMs, editedMs, summary }: Listing): unknown {
  return { name, ...summary, createdMs, editedMs };
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

function badRequest(detail: string): ProblemError {
  return new ProblemError({ status: 400, title: 'Bad request', detail });
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
    case 'deleted':
      return new ProblemError({ status: 410, title: 'Gone', detail: message });
  }
}
