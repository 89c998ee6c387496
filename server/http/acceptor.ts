import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Server, type WebSocket, WebSocketServer } from 'ws';
import type { Authorities } from '../auth/authorities.ts';
import { Connection } from '../connection/connection.ts';
import type { Connections, Family } from '../connection/connections.ts';
import type { Dialect } from '../connection/dialect.ts';
import type { Gate } from '../connection/gate.ts';
import {
  HocuspocusConnection,
  type HocuspocusConnectionOptions,
} from '../connection/hocuspocusConnection.ts';
import type { OriginPolicy } from '../connection/origin.ts';
import { Outbox } from '../connection/outbox.ts';
import { PlainDialect } from '../connection/plainDialect.ts';
import { type Route, routeUpgrade } from '../connection/route.ts';
import { ScriptoriumDialect } from '../connection/scriptoriumDialect.ts';
import { SweetDialect } from '../connection/sweetDialect.ts';
import { HeardWebSocket, type Line, NetworkSocket } from '../connection/webSocket.ts';
import { exceeded, type Limits } from '../limits/limits.ts';
import type { Refusal, Refusals } from '../limits/refusals.ts';
import {
  type CloseReason,
  closeReason,
  closeReasonName,
  scriptoriumSubprotocol,
  unreachable,
} from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Rooms } from '../room/rooms.ts';
import type { ProxyTrust } from './proxyTrust.ts';
import { isTokenSubprotocol, tokenOfUpgrade } from './requestToken.ts';
import { type House, Visit } from './visit.ts';

export interface AcceptorOptions {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly report: Report;
  readonly origins: OriginPolicy;
  readonly gate: Gate;
  readonly authorities: Authorities;
  readonly proxies: ProxyTrust;
  /** The cookie in which a token may come. */
  readonly cookieName: string;
  readonly connections: Connections;
  readonly refusals: Refusals;
  readonly limits: Limits;
}

/** What is answered instead of an upgrade, by the reason for which a socket would be closed. */
const statusLines = { denied: '401 Unauthorized', undecided: '503 Service Unavailable' } as const;

/**
 * Turns upgrade requests into connections. Who is turned away is accepted first, since only so a browser sees the reason;
 * but for y-sweet's clients, which look for status 401 and then fetch another token.
 */
export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #outbox = new Outbox();
  readonly #house: House;
  readonly #webSockets: Server<typeof HeardWebSocket>;

  constructor(options: AcceptorOptions) {
    this.#options = options;
    this.#house = {
      connections: options.connections,
      onSlowed: (address) => this.#tell({ reason: 'slowed', isLimit: true, address }),
      onRefused: (reason, address) => this.#count(reason, address),
    };
    this.#webSockets = new WebSocketServer({
      WebSocket: HeardWebSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.frameBytes,
      handleProtocols: chooseSubprotocol,
    });
  }

  /** For the event `upgrade` of an HTTP server. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', destroy);
    const route = routeUpgrade(request.url ?? '/');
    const arrival = { request, route, token: tokenOfUpgrade(request, this.#options.cookieName) };
    if (route.kind === 'sweet') void this.#acceptSweet({ ...arrival, route }, { socket, head });
    else this.#upgrade(arrival, { socket, head });
  }

  async #acceptSweet(arrival: Arrival<SweetRoute>, bare: BareSocket): Promise<void> {
    const refusal = await this.#sweetRefusal(arrival);
    if (refusal === undefined) {
      this.#upgrade(arrival, bare);
      return;
    }
    this.#count(closeReason(refusal, ''), this.#addressOf(arrival.request));
    bare.socket.end(`HTTP/1.1 ${statusLines[refusal]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  /** It is decided twice, the second time from memory: here for the status, and then for its document. */
  async #sweetRefusal({
    route: { name },
    token,
  }: Arrival<SweetRoute>): Promise<keyof typeof statusLines | undefined> {
    const { gate, authorities } = this.#options;
    if (token !== undefined && !authorities.mayBeGood(token, name)) return 'denied';
    const { kind } = await gate.ask({ name, token });
    return kind === 'granted' ? undefined : kind;
  }

  #upgrade(arrival: Arrival, { socket, head }: BareSocket): void {
    this.#webSockets.handleUpgrade(arrival.request, socket, head, (ws) =>
      this.#admit({ ws, stream: socket }, arrival),
    );
  }

  #admit(line: Line, arrival: Arrival): void {
    const { ws, stream } = line;
    const { request, route } = arrival;
    const { origin } = request.headers;
    // From here on `ws` listens.
    stream.off('error', destroy);
    if (!this.#options.origins.admits({ origin, ...this.#options.proxies.peerOf(request) })) {
      const text = `Pages of ${origin} may not connect; see --allow-origin.`;
      this.#turnAway(ws, { reason: closeReason('originDenied', text), request });
      return;
    }
    if (route.kind === 'none') this.#turnAway(ws, { reason: closeReason('badName', route.reason), request });
    else this.#seat(line, { ...arrival, route });
  }

  /** Lets it in if there is room for one more from where it is. */
  #seat(line: Line, arrival: Arrival<OpenRoute>): void {
    const { ws } = line;
    const { request, route } = arrival;
    const visitor = this.#options.connections.crowd.enter(this.#addressOf(request));
    if (typeof visitor === 'string') {
      this.#turnAway(ws, { reason: exceeded(visitor), request });
      return;
    }
    const seating = {
      socket: new NetworkSocket(line, this.#outbox),
      visit: new Visit(this.#house, visitor),
    };
    if (route.kind === 'hocuspocus') this.#connectHocuspocus(arrival, seating);
    else this.#connect(ws, { arrival: { ...arrival, route }, seating });
  }

  #connectHocuspocus({ request, token }: Arrival, seating: Seating): void {
    const connection = new HocuspocusConnection({ ...this.#connectionOptions(seating), token });
    seating.socket.listen(connection);
    seating.visit.attend({ family: 'hocuspocus', connection, network: request.socket });
  }

  #connect(
    ws: WebSocket,
    { arrival, seating }: { readonly arrival: Arrival<AddressedRoute>; readonly seating: Seating },
  ): void {
    const { request, route, token } = arrival;
    const family = familyOf(ws, route);
    const options = this.#connectionOptions(seating);
    const connection = new Connection({ ...options, dialect: dialectFor(family), name: route.name });
    seating.socket.listen(connection);
    seating.visit.attend({ family, connection, network: request.socket });
    void connection.open(token);
  }

  /** What lives as long as the connection, and so must not hold the request. */
  #connectionOptions({ socket, visit }: Seating): HocuspocusConnectionOptions {
    const { rooms, clock, report, gate, limits } = this.#options;
    return { socket, gate, rooms, clock, report, limits, doorkeeper: visit };
  }

  #turnAway(ws: WebSocket, { reason, request }: Dismissal): void {
    this.#count(reason, this.#addressOf(request));
    ws.on('error', () => {});
    ws.close(reason.code, reason.reason);
  }

  #addressOf(request: IncomingMessage): string {
    return this.#options.proxies.peerOf(request).address;
  }

  /** To stop is no refusal. */
  #count({ code, limit }: CloseReason, address: string): void {
    const reason = limit ?? closeReasonName(code);
    if (reason === undefined || reason === 'goingAway') return;
    this.#tell({ reason, isLimit: limit !== undefined, address });
  }

  #tell(refusal: Refusal): void {
    this.#options.refusals.count(refusal);
  }
}

/** A route that names its document. */
type AddressedRoute = Exclude<Route, { kind: 'none' | 'hocuspocus' }>;

/** A route that leads somewhere. */
type OpenRoute = Exclude<Route, { kind: 'none' }>;

type SweetRoute = Extract<Route, { kind: 'sweet' }>;

/** Somebody who wants to connect. */
interface Arrival<R extends Route = Route> {
  readonly request: IncomingMessage;
  readonly route: R;
  readonly token: string | undefined;
}

/** Somebody for whom there is room. */
interface Seating {
  readonly socket: NetworkSocket;
  readonly visit: Visit;
}

/** The socket before the upgrade, and what came behind the request. */
interface BareSocket {
  readonly socket: Duplex;
  readonly head: Buffer;
}

interface Dismissal {
  readonly reason: CloseReason;
  readonly request: IncomingMessage;
}

/** One for all: a function of its own for each socket would stay as long as that. */
function destroy(this: Duplex): void {
  this.destroy();
}

function familyOf(ws: WebSocket, route: AddressedRoute): Exclude<Family, 'hocuspocus'> {
  if (route.kind === 'sweet') return 'sweet';
  return ws.protocol === scriptoriumSubprotocol ? 'scriptorium' : 'plain';
}

function dialectFor(family: Exclude<Family, 'hocuspocus'>): Dialect {
  switch (family) {
    case 'sweet':
      return new SweetDialect();
    case 'scriptorium':
      return new ScriptoriumDialect(Math.random);
    case 'plain':
      return new PlainDialect();
    default:
      return unreachable(family);
  }
}

/** A browser fails the handshake unless one of the subprotocols it offers comes back; ours is preferred, and a token comes last. */
function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(scriptoriumSubprotocol)) return scriptoriumSubprotocol;
  const names = [...offered];
  return names.find((name) => !isTokenSubprotocol(name)) ?? names[0] ?? false;
}
