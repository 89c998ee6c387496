import { randomBytes } from 'node:crypto';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions as ServerOptionsOfNode,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DocumentName, parseDocumentName, type UpdateLog } from '@scriptorium/persistence';
import type { Authority, Authorize } from './auth/access.ts';
import { Authorities } from './auth/authorities.ts';
import { Secret } from './auth/secret.ts';
import { SweetTokens } from './auth/sweetToken.ts';
import { Connections } from './connection/connections.ts';
import { Gate, type Round, type Suspicion } from './connection/gate.ts';
import { OriginPolicy } from './connection/origin.ts';
import { createDocumentWorker, type DocumentWorker } from './document/worker.ts';
import { Acceptor } from './http/acceptor.ts';
import { AccessRoutes } from './http/accessRoutes.ts';
import { Application } from './http/application.ts';
import { DocumentRoutes } from './http/documentRoutes.ts';
import { Guard } from './http/guard.ts';
import { HealthRoutes } from './http/healthRoutes.ts';
import { HttpFront } from './http/httpFront.ts';
import { MetricsRoute } from './http/metricsRoute.ts';
import { ProxyTrust } from './http/proxyTrust.ts';
import { Requests } from './http/requests.ts';
import { cookieNameUsual } from './http/requestToken.ts';
import { SweetRoutes } from './http/sweetRoutes.ts';
import { type Limits, usualLimits } from './limits/limits.ts';
import { type Refusal, Refusals } from './limits/refusals.ts';
import { DocumentCount } from './metrics/documentCount.ts';
import { Metrics } from './metrics/metrics.ts';
import { systemClock } from './room/clock.ts';
import { Documents } from './room/documents.ts';
import type { Report } from './room/report.ts';
import { Rooms } from './room/rooms.ts';
import { usualWindowMs } from './room/windowLength.ts';

export interface ServerOptions {
  /** Where documents are kept. The server closes it when it stops. */
  readonly log: UpdateLog;
  /** The directory of the built web application. */
  readonly applicationDirectory: string;
  /** Origins of other pages that may connect; `*` for all. */
  readonly allowedOrigins: readonly string[];
  /** How long a document that nobody has open stays in memory, in milliseconds. */
  readonly idleMs: number;
  /** How long updates gather while a room is busy, in milliseconds; longer in large rooms. 8. */
  readonly updateWindowMs?: number;
  /** Takes what an operator should know of. */
  readonly report: Report;
  /** Limits that are not as usual. */
  readonly limits?: Partial<Limits>;
  /** A client was turned away, cut off or denied a document. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Writes had failed, and everything is on disk again. */
  readonly onAllSaved?: () => void;
  /** What must be shown to read `/metrics`; without it, only programs on this machine may. */
  readonly metricsToken?: string;
  /**
   * Decides who may do what in which document, or is an authority that `createAuthority` made; without it, everybody may write in all.
   * Whom it once let in it is asked about again when their access ends, and by `recheck`.
   */
  readonly authorize?: Authorize | Authority;
  /** What the operator's own programs show as "Authorization: Bearer": they may do all, and speak for others. */
  readonly adminToken?: string;
  /** The cookie in which a token may come. */
  readonly cookieName?: string;
  /** Addresses and ranges of proxies whose word counts on where a request came from. @see ProxyTrust */
  readonly trustedProxies?: readonly string[];
}

/** The address that the server listens on. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How a server ended: the documents of which something could not be saved in time. */
export interface StopResult {
  readonly unsaved: readonly DocumentName[];
}

const roomTimes = { presenceWindowMs: 40, receiptWindowMs: 30, describeDelayMs: 1000 } as const;
/** 128 bits, so that nobody guesses the address of a document. */
const nameBytes = 16;

/** Wires the parts of the server; it decides nothing. */
export class Server {
  readonly #log: UpdateLog;
  readonly #worker: DocumentWorker;
  readonly #rooms: Rooms;
  readonly #metrics: Metrics;
  readonly #gate: Gate;
  readonly #authorities: Authorities;
  readonly #http: HttpServer;
  #isStopping = false;

  constructor({
    log,
    applicationDirectory,
    allowedOrigins,
    idleMs,
    updateWindowMs = usualWindowMs,
    report,
    authorize,
    metricsToken = '',
    adminToken,
    cookieName = cookieNameUsual,
    trustedProxies = [],
    limits: changedLimits = {},
    onRefused = () => {},
    onAllSaved = () => {},
  }: ServerOptions) {
    const clock = systemClock;
    const limits = { ...usualLimits, ...changedLimits };
    this.#log = log;
    this.#worker = createDocumentWorker();
    this.#rooms = new Rooms({
      log,
      worker: this.#worker,
      clock,
      report,
      updateWindowMs,
      ...roomTimes,
      idleMs,
      limits,
      onAllSaved,
    });
    const documents = new Documents({ log, rooms: this.#rooms, worker: this.#worker, newName });
    const origins = new OriginPolicy(allowedOrigins);
    const proxies = new ProxyTrust(trustedProxies);
    const sweetTokens = new SweetTokens(clock.nowMs);
    const connections = new Connections(clock, limits);
    const refusals = new Refusals(onRefused);
    const requests = new Requests();
    this.#metrics = new Metrics({
      rooms: this.#rooms,
      connections,
      refusals,
      requests,
      limits,
      documentCount: new DocumentCount(log, clock),
    });
    const authorities = authoritiesOf({ adminToken, sweetTokens, authorize });
    this.#authorities = authorities;
    const gate = new Gate({ authorize: authorities.authorize, clock, report });
    this.#gate = gate;
    const guard = new Guard({ gate, authorities, cookieName });
    const acceptor = new Acceptor({
      rooms: this.#rooms,
      clock,
      report,
      origins,
      gate,
      authorities,
      proxies,
      cookieName,
      connections,
      refusals,
      limits,
    });
    const front = new HttpFront({
      origins,
      proxies,
      health: new HealthRoutes({ load: this.#rooms.load, isStopping: () => this.#isStopping }),
      metrics: new MetricsRoute({ exposition: this.#metrics, token: metricsToken }),
      requests,
      documents: new DocumentRoutes({ documents, guard }),
      access: new AccessRoutes({ gate, authorities, guard }),
      sweet: new SweetRoutes({
        documents,
        guard,
        proxies,
        basePath: () => '',
        tokens: sweetTokens,
        load: this.#rooms.load,
        nowMs: clock.nowMs,
        updateBytesMax: limits.frameBytes,
      }),
      application: new Application(applicationDirectory),
      report,
    });
    this.#http = createHttpServer(
      timesOf(limits),
      (request, response) => void front.handle(request, response),
    );
    this.#http.on('upgrade', (request, socket, head) => acceptor.accept(request, socket, head));
  }

  /** @throws the error of `listen`, such as one with code `EADDRINUSE`. */
  async start({ host, port }: Address): Promise<Address> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, resolve);
    });
    return { host, port: (this.#http.address() as AddressInfo).port };
  }

  /**
   * Has it decided anew what those may do who are connected; whoever may not stay is told and sent away.
   * @returns when that is done
   */
  async recheck(suspicion: Suspicion = {}): Promise<Round> {
    this.#authorities.revoke(suspicion);
    return await this.#gate.recheck(suspicion);
  }

  /** Takes no more clients, sends those away that are there, and waits for the disk until the deadline. */
  async stop(deadlineMs: number): Promise<StopResult> {
    this.#isStopping = true;
    this.#http.close();
    let timer: NodeJS.Timeout | undefined;
    // Not unref'd: when the disk refuses, nothing else keeps the process from ending at once, as if all were saved (S9).
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    const unsaved = await this.#rooms.close(deadline);
    this.#http.closeAllConnections();
    await this.#worker.close();
    await Promise.race([this.#log.close(), deadline]);
    clearTimeout(timer);
    this.#metrics.stop();
    return { unsaved };
  }
}

/** Builds a server; it neither listens nor reads anything yet. */
export function createServer(options: ServerOptions): Server {
  return new Server(options);
}

function authoritiesOf({
  adminToken,
  sweetTokens,
  authorize,
}: {
  adminToken: string | undefined;
  sweetTokens: SweetTokens;
  authorize: Authorize | Authority | undefined;
}): Authorities {
  return new Authorities({
    adminToken: adminToken === undefined ? undefined : new Secret(adminToken),
    sweetTokens,
    authority: typeof authorize === 'function' ? { authorize, forget: () => {} } : authorize,
  });
}

/** How long a request may take to come in, and how often that is looked at. */
function timesOf({ requestSeconds }: Limits): ServerOptionsOfNode {
  const requestTimeout = requestSeconds * 1000;
  return {
    requestTimeout,
    headersTimeout: requestTimeout / 5,
    connectionsCheckingInterval: Math.min(requestTimeout / 5, 10_000),
  };
}

function newName(): DocumentName {
  return parseDocumentName(randomBytes(nameBytes).toString('base64url'));
}
