import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DocumentName, DocumentNameError } from '@scriptorium/persistence';
import type { Granted } from '../auth/access.ts';
import type { SweetGrant, SweetTokens } from '../auth/sweetToken.ts';
import { parseAddressedName } from '../connection/route.ts';
import type { AccessLevel } from '../protocol/index.ts';
import { type Documents, DocumentsError } from '../room/documents.ts';
import type { SavingLoad } from '../room/savingLoad.ts';
import { forbidden, type Guard, unauthorized } from './guard.ts';
import { badRequest, ProblemError, sendJson } from './problem.ts';
import type { ProxyTrust } from './proxyTrust.ts';
import { readBytes, readJsonObject } from './requestBody.ts';

export interface SweetRoutesOptions {
  readonly documents: Documents;
  readonly guard: Guard;
  readonly proxies: ProxyTrust;
  /** What all paths begin with, as whoever asks sees them; empty for nothing. */
  readonly basePath: (request: IncomingMessage) => string;
  readonly tokens: SweetTokens;
  readonly load: SavingLoad;
  readonly nowMs: () => number;
  readonly updateBytesMax: number;
  readonly bodyBytesMax: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;

/** What y-sweet takes for a name that is given to it. */
const givenName = /^[A-Za-z0-9_-]+$/;
const validSecondsDefault = 3600;
const validSecondsMax = 24 * 3600;

/** The routes of y-sweet's SDK 0.9: documents are made, read and written by an application's own server. */
export class SweetRoutes {
  readonly #options: SweetRoutesOptions;
  readonly #routes: readonly { readonly method: string; readonly path: RegExp; readonly handle: Handler }[] =
    [
      {
        method: 'GET',
        path: /^\/ready$/,
        handle: async (_, response) => sendJson(response, 200, { ok: true }),
      },
      {
        method: 'POST',
        path: /^\/check_store$/,
        handle: async (_, response) => sendJson(response, 200, this.#checkStore()),
      },
      {
        method: 'POST',
        path: /^\/doc\/new$/,
        handle: (request, response) => this.#create(request, response),
      },
      { method: 'POST', path: /^\/doc\/([^/]+)\/auth$/, handle: (...call) => this.#issue(...call) },
      { method: 'GET', path: /^\/d(?:oc)?\/([^/]+)\/as-update$/, handle: (...call) => this.#read(...call) },
      { method: 'POST', path: /^\/d(?:oc)?\/([^/]+)\/update$/, handle: (...call) => this.#write(...call) },
    ];

  constructor(options: SweetRoutesOptions) {
    this.#options = options;
  }

  /** @returns whether there is such a route; then it has been answered. @throws {ProblemError} */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    for (const { method, path, handle } of this.#routes) {
      const match = path.exec(url.pathname);
      if (match === null || request.method !== method) continue;
      try {
        await handle(request, response, match[1] ?? '');
      } catch (error) {
        throw asProblem(error);
      }
      return true;
    }
    return false;
  }

  #checkStore(): { readonly ok: true } | { readonly ok: false; readonly error: string } {
    const { behind } = this.#options.load;
    return behind.size === 0
      ? { ok: true }
      : { ok: false, error: `The disk refuses writes for ${behind.size} documents.` };
  }

  async #create(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { docId } = await readJsonObject(request, this.#options.bodyBytesMax);
    if (docId !== undefined && (typeof docId !== 'string' || !givenName.test(docId)))
      throw badRequest('"docId" may have letters, digits, "_" and "-".');
    const { documents, guard } = this.#options;
    const name = docId === undefined ? documents.newName() : parseAddressedName(docId);
    const { user } = await guard.require(request, name, 'write');
    await documents.found(name, user);
    sendJson(response, 200, { docId: name });
  }

  /** Answers with what a client needs to connect: addresses on the host that the caller used, and a token. */
  async #issue(request: IncomingMessage, response: ServerResponse, segment: string): Promise<void> {
    const name = parseAddressedName(decode(segment));
    const { documents, guard, nowMs, proxies, basePath } = this.#options;
    const granted = await guard.require(request, name, 'read');
    const body = await readJsonObject(request, this.#options.bodyBytesMax);
    await documents.find(name);
    const asked = grantOf(name, { body, nowMs: nowMs() });
    const grant = guard.maySpeakForOthers(request) ? asked : within(granted, asked);
    const { host = 'localhost', isSecure } = proxies.peerOf(request);
    const place = `${host}${basePath(request)}/d/${encodeURIComponent(name)}`;
    sendJson(response, 200, {
      url: `${isSecure ? 'wss' : 'ws'}://${place}/ws`,
      baseUrl: `${isSecure ? 'https' : 'http'}://${place}`,
      docId: name,
      token: this.#options.tokens.issue(grant),
      authorization: grant.authorization,
    });
  }

  async #read(request: IncomingMessage, response: ServerResponse, segment: string): Promise<void> {
    const name = parseAddressedName(decode(segment));
    await this.#require(request, name, 'read');
    const update = await this.#options.documents.read(name);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': update.length,
      'cache-control': 'no-store',
    });
    response.end(update);
  }

  async #write(request: IncomingMessage, response: ServerResponse, segment: string): Promise<void> {
    const name = parseAddressedName(decode(segment));
    const { user: author } = await this.#require(request, name, 'write');
    const update = await readBytes(request, this.#options.updateBytesMax);
    await this.#options.documents.merge(name, { update, author });
    sendJson(response, 200, {});
  }

  /** Without a token, where nobody signs in, all may be done. @throws {ProblemError} 401, 403, 503 */
  #require(request: IncomingMessage, name: DocumentName, level: AccessLevel): Promise<Granted> {
    const { guard } = this.#options;
    if (guard.isTokenFit(request, name)) return guard.require(request, name, level);
    throw unauthorized('This token has ended or is for another document; fetch a new one.');
  }
}

/** What somebody may hand on: no more than they have, no longer, and in no other name. @throws {ProblemError} 403 */
function within({ user, level, untilMs = Number.POSITIVE_INFINITY }: Granted, asked: SweetGrant): SweetGrant {
  if (asked.user !== '' && asked.user !== user)
    throw forbidden('"userId" must be your own, unless you have the operator\'s token.');
  if (asked.authorization === 'full' && level !== 'write')
    throw forbidden(`You may only ${level} in this document; ask for the authorization "read-only".`);
  return { ...asked, user, untilMs: Math.min(asked.untilMs, untilMs) };
}

function grantOf(
  name: DocumentName,
  { body, nowMs }: { body: Readonly<Record<string, unknown>>; nowMs: number },
): SweetGrant {
  const { authorization = 'full', userId = '', validForSeconds = validSecondsDefault } = body;
  if (authorization !== 'full' && authorization !== 'read-only')
    throw badRequest('"authorization" must be "full" or "read-only".');
  if (typeof userId !== 'string') throw badRequest('"userId" must be a text.');
  if (typeof validForSeconds !== 'number' || !(validForSeconds > 0 && validForSeconds <= validSecondsMax))
    throw badRequest(`"validForSeconds" must be a number up to ${validSecondsMax}.`);
  return { name, user: userId, authorization, untilMs: nowMs + validForSeconds * 1000 };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('The address is not percent-encoded as it should be.');
  }
}

function asProblem(error: unknown): unknown {
  if (error instanceof DocumentNameError) return badRequest(error.message);
  if (!(error instanceof DocumentsError)) return error;
  const isMissing = error.code === 'unknown' || error.code === 'deleted';
  if (error.code === 'full')
    return new ProblemError({ status: 413, title: 'Content too large', detail: error.message });
  const status = isMissing ? 404 : 400;
  return new ProblemError({ status, title: isMissing ? 'Not found' : 'Bad request', detail: error.message });
}
