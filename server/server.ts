import { randomBytes } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage, ServerOptions as ServerOptionsOfNode } from 'node:http';
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
import { AccountRoute } from './http/accountRoute.ts';
import { Application } from './http/application.ts';
import { Attachment } from './http/attachment.ts';
import { BasePath, outwardPath } from './http/basePath.ts';
import { BelowPath } from './http/belowPath.ts';
import { DocumentRoutes } from './http/documentRoutes.ts';
import { Guard } from './http/guard.ts';
import { HealthRoutes } from './http/healthRoutes.ts';
import { type Host, OwnHost, type Reception } from './http/host.ts';
import { HttpFront } from './http/httpFront.ts';
import { MetricsRoute } from './http/metricsRoute.ts';
import { ProxyTrust } from './http/proxyTrust.ts';
import { Requests } from './http/requests.ts';
import { cookieNameUsual } from './http/requestToken.ts';
import { Seats } from './http/seats.ts';
import { SignIn } from './http/signIn.ts';
import { StreamRoutes } from './http/streamRoutes.ts';
import { SweetRoutes } from './http/sweetRoutes.ts';
import type { TlsOptions } from './http/tlsFiles.ts';
import { type Limits, usualLimits } from './limits/limits.ts';
import { type Refusal, Refusals } from './limits/refusals.ts';
import { DocumentCount } from './metrics/documentCount.ts';
import { Metrics } from './metrics/metrics.ts';
import { closeReason } from './protocol/index.ts';
import { systemClock } from './room/clock.ts';
import { Documents } from './room/documents.ts';
import type { Report } from './room/report.ts';
import { Rooms } from './room/rooms.ts';
import { usualWindowMs } from './room/windowLength.ts';

export interface ServerOptions {
  /** Where documents are kept. The server closes it when it stops. */
  readonly log: UpdateLog;
  /** The directory of the built web application; without it, there is none. */
  readonly applicationDirectory?: string;
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
  /** What addresses begin with where a proxy serves this below a path, such as `/docs`; not for a server that is attached. */
  readonly basePath?: string;
  /** Whether people are shown under the name that they signed in with, whatever their client says. */
  readonly stampsNames?: boolean;
  /** For https and wss; not for a server that is attached, which has its own. */
  readonly tls?: TlsOptions;
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
  readonly #connections: Connections;
  readonly #gate: Gate;
  readonly #authorities: Authorities;
  readonly #proxies: ProxyTrust;
  readonly #reception: Reception;
  readonly #options: ServerOptions;
  readonly #limits: Limits;
  #host: Host | undefined;
  #isStopping = false;

  constructor(options: ServerOptions) {
    const { log, allowedOrigins, report, authorize, adminToken, stampsNames = false } = options;
    const {
      metricsToken = '',
      cookieName = cookieNameUsual,
      trustedProxies = [],
      limits: changedLimits = {},
      onRefused = () => {},
    } = options;
    this.#options = options;
    const clock = systemClock;
    const limits = { ...usualLimits, ...changedLimits };
    this.#log = log;
    this.#worker = createDocumentWorker();
    this.#limits = limits;
    this.#rooms = openRooms(options, { worker: this.#worker, limits });
    const documents = new Documents({ log, rooms: this.#rooms, worker: this.#worker, newName });
    const origins = new OriginPolicy(allowedOrigins);
    const proxies = new ProxyTrust(trustedProxies);
    const sweetTokens = new SweetTokens(clock.nowMs);
    const connections = new Connections(clock, limits);
    this.#connections = connections;
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
    const gate = new Gate({ authorize: authorities.authorize, clock, report, stampsNames });
    this.#gate = gate;
    this.#proxies = proxies;
    const desk = { guard: new Guard({ gate, authorities, cookieName }), bodyBytesMax: limits.bodyBytes };
    const seats = new Seats({
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
      streams: new StreamRoutes(seats),
      health: new HealthRoutes({ load: this.#rooms.load, isStopping: () => this.#isStopping }),
      metrics: new MetricsRoute({ exposition: this.#metrics, token: metricsToken }),
      requests,
      documents: new DocumentRoutes({ documents, ...desk }),
      access: new AccessRoutes({ gate, authorities, ...desk }),
      account: new AccountRoute({ guard: desk.guard, newName: () => documents.newName() }),
      signIn: authorize && new SignIn({ proxies, cookieName, basePath: this.#outwardPath }),
      sweet: new SweetRoutes({
        ...desk,
        documents,
        proxies,
        basePath: this.#outwardPath,
        tokens: sweetTokens,
        load: this.#rooms.load,
        nowMs: clock.nowMs,
        updateBytesMax: limits.frameBytes,
      }),
      application: new Application(options.applicationDirectory),
      report,
    });
    this.#reception = receptionOf(front, new Acceptor(seats));
  }

  /** @throws the error of `listen`, such as one with code `EADDRINUSE`. @throws {TlsFilesError} @throws {TypeError} */
  async start({ host, port }: Address): Promise<Address> {
    const { tls, report, basePath = '' } = this.#options;
    const own = new OwnHost({
      tls,
      times: timesOf(this.#limits),
      clock: systemClock,
      report,
      basePath,
      reception: this.#receptionBelow(basePath),
    });
    this.#host = own;
    return { host, port: await own.listen({ host, port }) };
  }

  readonly #outwardPath = (request: IncomingMessage): string =>
    outwardPath(this.#host?.basePath ?? '', this.#proxies.peerOf(request).takenOff);

  #receptionBelow(basePath: string): Reception {
    if (basePath === '') return this.#reception;
    const [proxies, reception] = [this.#proxies, this.#reception];
    return new BelowPath({ basePath: new BasePath(basePath), proxies, reception });
  }

  /**
   * Serves below a path of an HTTP server that there is already, instead of `start`; everything else there is left to those who
   * listened before. `stop` gives the path back and leaves that server running.
   * @param basePath such as `/documents`: then documents are at `/documents/:name`, and the HTTP interface at `/documents/api/v1/…`
   * @throws {TypeError} for a path that is none, or is all
   */
  attach(server: HttpServer, basePath: string): void {
    this.#host = new Attachment({ server, basePath, reception: this.#reception });
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
    this.#host?.close();
    let timer: NodeJS.Timeout | undefined;
    // Not unref'd: when the disk refuses, nothing else keeps the process from ending at once, as if all were saved (S9).
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    // Half of the time is for saving, which goes on meanwhile.
    const reason = closeReason('goingAway', 'The server is stopping; please come back soon.');
    await this.#connections.sendAway(reason, deadlineMs / 2);
    const unsaved = await this.#rooms.close(deadline);
    this.#host?.closeAllConnections();
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

function receptionOf(front: HttpFront, acceptor: Acceptor): Reception {
  return {
    request: (request, response) => void front.handle(request, response),
    upgrade: (request, socket, head) => acceptor.accept(request, socket, head),
  };
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

function openRooms(
  { log, report, idleMs, updateWindowMs = usualWindowMs, onAllSaved = () => {} }: ServerOptions,
  { worker, limits }: { readonly worker: DocumentWorker; readonly limits: Limits },
): Rooms {
  return new Rooms({
    log,
    worker,
    clock: systemClock,
    report,
    updateWindowMs,
    ...roomTimes,
    idleMs,
    limits,
    onAllSaved,
  });
}

function newName(): DocumentName {
  return parseDocumentName(randomBytes(nameBytes).toString('base64url'));
}
