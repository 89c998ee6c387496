import type { IncomingMessage, ServerResponse } from 'node:http';
import { LogError } from '@scriptorium/persistence';
import type { OriginPolicy } from '../connection/origin.ts';
import { DocumentWorkerError } from '../document/worker.ts';
import type { Report } from '../room/report.ts';
import type { AccessRoutes } from './accessRoutes.ts';
import type { AccountRoute } from './accountRoute.ts';
import { type Application, isPage } from './application.ts';
import type { DocumentRoutes } from './documentRoutes.ts';
import type { HealthRoutes } from './healthRoutes.ts';
import type { MetricsRoute } from './metricsRoute.ts';
import { type Problem, ProblemError, sendProblem } from './problem.ts';
import type { ProxyTrust } from './proxyTrust.ts';
import type { Requests } from './requests.ts';
import type { SignIn } from './signIn.ts';
import type { StreamRoutes } from './streamRoutes.ts';
import type { SweetRoutes } from './sweetRoutes.ts';

export interface HttpFrontOptions {
  /** Which pages may change something. */
  readonly origins: OriginPolicy;
  readonly proxies: ProxyTrust;
  readonly health: HealthRoutes;
  readonly metrics: MetricsRoute;
  readonly requests: Requests;
  readonly documents: DocumentRoutes;
  readonly access: AccessRoutes;
  readonly account: AccountRoute;
  /** Undefined where nobody signs in. */
  readonly signIn: SignIn | undefined;
  readonly sweet: SweetRoutes;
  readonly streams: StreamRoutes;
  readonly application: Application;
  readonly report: Report;
}

/** Leads each HTTP request to what answers it, and turns failures into problems. */
export class HttpFront {
  readonly #options: HttpFrontOptions;

  constructor(options: HttpFrontOptions) {
    this.#options = options;
  }

  /** For the event `request` of an HTTP server. It never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { streams, requests } = this.#options;
    try {
      // What belongs to a connection is counted with the connections: an answer that takes hours would say nothing of the others.
      if (streams.matches(request)) {
        await streams.handle(request, response);
        return;
      }
      requests.watch(response);
      await this.#route(request, response);
    } catch (error) {
      this.#fail(response, error);
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { health, metrics, documents } = this.#options;
    const url = parseTarget(request.url ?? '/');
    if (health.handle(url.pathname, response)) return;
    if (await metrics.handle(request, response, url)) return;
    this.#requireOrigin(request);
    if (documents.matches(url)) await documents.handle(request, response, url);
    else if (!(await this.#tryOthers(request, response, url))) this.#show(request, response, url);
  }

  async #tryOthers(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { access, account, sweet } = this.#options;
    for (const route of [access, account, sweet]) if (await route.handle(request, response, url)) return true;
    return false;
  }

  /** Where people sign in, a link to a page may bring their token. */
  #show(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const { application, signIn } = this.#options;
    if (isPage(url.pathname) && signIn?.handle(request, response, url) === true) return;
    application.handle(request, response, url);
  }

  /** A page of another origin may be looked at, but must not change anything in its visitor's name (S21). */
  #requireOrigin(request: IncomingMessage): void {
    const { method, headers } = request;
    const { origin } = headers;
    const { proxies, origins } = this.#options;
    if (method === 'GET' || method === 'HEAD' || origins.admits({ origin, ...proxies.peerOf(request) }))
      return;
    const detail = `Pages of ${origin} may not change documents here; see --allow-origin.`;
    throw new ProblemError({ status: 403, title: 'Forbidden', detail });
  }

  #fail(response: ServerResponse, error: unknown): void {
    // Half an answer can't be mended, and who has gone away can't be told.
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (!(error instanceof ProblemError))
      this.#options.report({ what: 'A request could not be answered', error });
    sendProblem(response, problemOf(error));
  }
}

/** @throws {ProblemError} 400 */
function parseTarget(target: string): URL {
  // The name before the path only makes the parser content; `//name` must stay a path.
  const text = `http://localhost${target.startsWith('/') ? '' : '/'}${target}`;
  if (!URL.canParse(text))
    throw new ProblemError({ status: 400, title: 'Bad request', detail: 'This is no valid address.' });
  return new URL(text);
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof DocumentWorkerError && error.code === 'BUSY')
    return {
      status: 503,
      title: 'Service unavailable',
      detail: 'The server is busy; please try again later.',
    };
  if (error instanceof LogError && error.code === 'DOCUMENT_DELETED')
    return { status: 410, title: 'Gone', detail: 'The document was deleted.' };
  if (error instanceof LogError && error.code !== 'ENTRY_CORRUPT')
    return { status: 503, title: 'Service unavailable', detail: 'The disk refused; please try again later.' };
  return { status: 500, title: 'Internal server error', detail: 'The server failed; its log says why.' };
}
