/** The server's HTTP interface under `/api/v1/documents`, as the application uses it. */
import { type DocumentBatch, type DocumentSummary, parseBatch, parseSummary } from './documentSummary.ts';
import { homePath } from './route.ts';

export interface ListRequest {
  readonly search: string;
  /** Where the batch before this one ended. */
  readonly cursor?: string;
  readonly signal: AbortSignal;
}

/** Every method rejects with an `ApiError`, and `list` with the signal's reason when it is aborted. */
export interface Api {
  list(request: ListRequest): Promise<DocumentBatch>;
  create(): Promise<DocumentSummary>;
  rename(name: string, title: string): Promise<DocumentSummary>;
  delete(name: string): Promise<void>;
}

/**
 * Why a request failed; the message is a sentence for people, and says what to do.
 * `unreachable`: no answer, trying again later helps. `refused`: the server said no. `unknownVisitor`: it wants to know first who
 * asks. `unreadable`: what came back is not what the server answers, so something else answered.
 */
export class ApiError extends Error {
  readonly code: 'unreachable' | 'refused' | 'unknownVisitor' | 'unreadable';

  constructor(code: ApiError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
  }
}

/** Documents in one batch of the list. */
const batchSize = 30;
const root = `${homePath}api/v1/documents`;

export function createApi(fetch: typeof globalThis.fetch): Api {
  const send = (path: string, init: RequestInit) => request(fetch, root + path, init);
  const at = (name: string) => `/${encodeURIComponent(name)}`;
  return {
    list: async ({ signal, ...query }) => parse(await send(listQuery(query), { signal }), parseBatch),
    create: async () => parse(await send('', jsonBody('POST', {})), parseSummary),
    rename: async (name, title) => parse(await send(at(name), jsonBody('PATCH', { title })), parseSummary),
    delete: async (name) => {
      await send(at(name), { method: 'DELETE' });
    },
  };
}

function listQuery({ search, cursor }: Pick<ListRequest, 'search' | 'cursor'>): string {
  const query = new URLSearchParams({ limit: String(batchSize) });
  if (search !== '') query.set('search', search);
  if (cursor !== undefined) query.set('cursor', cursor);
  return `?${query}`;
}

function jsonBody(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function request(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    init.signal?.throwIfAborted();
    const sentence = 'The server does not answer. Check that it is running and that you are online.';
    throw new ApiError('unreachable', sentence, { cause });
  });
  if (!response.ok) throw await refusal(response);
  return response;
}

/** What to do for who is not signed in, or not any more. How people sign in is the operator's: it may be just a link. */
export const signInWords =
  'This server asks who you are. Open the link again that you were given, or sign in again where you came from.';

/** The server's own sentence (`detail` of problem+json) where it gave one. */
async function refusal(response: Response): Promise<ApiError> {
  if (response.status === 401) return new ApiError('unknownVisitor', signInWords);
  const problem: unknown = await response.json().catch(() => undefined);
  const detail =
    typeof problem === 'object' && problem !== null && 'detail' in problem ? problem.detail : undefined;
  if (typeof detail === 'string' && detail !== '') return new ApiError('refused', detail);
  return new ApiError('refused', `The server refused with status ${response.status}. Try again in a moment.`);
}

async function parse<T>(response: Response, parser: (value: unknown) => T): Promise<T> {
  try {
    return parser(await response.json());
  } catch (cause) {
    if (cause instanceof DOMException) throw cause; // Aborted while the body was on its way.
    const sentence = 'The server gave an answer that this page does not understand. Reload the page.';
    throw new ApiError('unreadable', sentence, { cause });
  }
}
