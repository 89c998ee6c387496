import type { IncomingMessage } from 'node:http';
import type { Authorities } from '../auth/authorities.ts';
import type { ClientSocket, SocketListener } from '../connection/clientSocket.ts';
import { Connection } from '../connection/connection.ts';
import type { Carried, Connections, Family, Transport } from '../connection/connections.ts';
import type { Dialect } from '../connection/dialect.ts';
import type { Gate } from '../connection/gate.ts';
import {
  HocuspocusConnection,
  type HocuspocusConnectionOptions,
} from '../connection/hocuspocusConnection.ts';
import type { Approach, OriginPolicy } from '../connection/origin.ts';
import { Outbox } from '../connection/outbox.ts';
import { PlainDialect } from '../connection/plainDialect.ts';
import { type Route, routeUpgrade } from '../connection/route.ts';
import { ScriptoriumDialect } from '../connection/scriptoriumDialect.ts';
import { SweetDialect } from '../connection/sweetDialect.ts';
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
import type { Peer, ProxyTrust } from './proxyTrust.ts';
import { isTokenSubprotocol, tokenOfConnection } from './requestToken.ts';
import { type House, Visit } from './visit.ts';

export interface SeatsOptions {
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

/** A socket that has not been heard yet. */
export type UnheardSocket = ClientSocket & { listen(listener: SocketListener): void };

/** Somebody who wants to connect, whatever the transport. */
export interface Arrival {
  readonly route: Route;
  /** The subprotocols that the client offers, tokens among them. */
  readonly offered: readonly string[];
  readonly token: string | undefined;
  readonly caller: Caller;
}

type Caller = Peer & Approach;

/** A place that is kept for somebody, who sits down with their socket. */
export interface Seat {
  readonly route: OpenRoute;
  readonly visit: Visit;
}

/** What a seat is taken with. */
export interface Seating {
  readonly seat: Seat;
  readonly socket: UnheardSocket;
  readonly transport: Transport;
  readonly network: Carried;
}

/** A route that leads somewhere. */
type OpenRoute = Exclude<Route, { kind: 'none' }>;

/** What is answered instead of a connection, by the reason for which it would be closed. */
const refusalStatuses = { denied: 401, undecided: 503 } as const;

/** Who gets a connection, by whatever transport: the same origins, limits, tokens and dialects for all. */
export class Seats {
  /** Has all sockets write what a turn of the event loop has for them. */
  readonly outbox = new Outbox();
  readonly clock: Clock;
  readonly frameBytesMax: number;
  readonly #options: SeatsOptions;
  readonly #house: House;

  constructor(options: SeatsOptions) {
    this.clock = options.clock;
    this.frameBytesMax = options.limits.frameBytes;
    this.#options = options;
    this.#house = {
      connections: options.connections,
      onSlowed: (address) => this.#tell({ reason: 'slowed', isLimit: true, address }),
      onRefused: (reason, address) => this.#count(reason, address),
    };
  }

  /** @param offered the subprotocols, as a list with commas */
  arrivalOf(request: IncomingMessage, offered: string | undefined): Arrival {
    const names = offered?.split(',').map((name) => name.trim()) ?? [];
    const { cookieName } = this.#options;
    return {
      route: routeUpgrade(request.url ?? '/'),
      offered: names,
      token: tokenOfConnection(request, { offered: names, cookieName }),
      caller: this.#callerOf(request),
    };
  }

  /** Whether the page that this comes from may connect. */
  admits(request: IncomingMessage): boolean {
    return this.#options.origins.admits(this.#callerOf(request));
  }

  #callerOf(request: IncomingMessage): Caller {
    return { origin: request.headers.origin, ...this.#options.proxies.peerOf(request) };
  }

  /**
   * Y-sweet's clients look for status 401, and then fetch another token; all others are told over their connection.
   * It is decided twice, the second time from memory: here for the status, and then for its document.
   */
  async statusFor({ route, token, caller }: Arrival): Promise<401 | 503 | undefined> {
    if (route.kind !== 'sweet') return undefined;
    const { gate, authorities } = this.#options;
    const isBad = token !== undefined && !authorities.mayBeGood(token, route.name);
    const kind = isBad ? 'denied' : (await gate.ask({ name: route.name, token })).kind;
    if (kind === 'granted') return undefined;
    this.#count(closeReason(kind, ''), caller.address);
    return refusalStatuses[kind];
  }

  /** @returns a seat, or why there is none; that is counted, and to be told. */
  find({ route, caller }: Arrival): Seat | CloseReason {
    const found = this.#find(route, caller);
    if ('code' in found) this.#count(found, caller.address);
    return found;
  }

  #find(route: Route, caller: Caller): Seat | CloseReason {
    const { origins, connections } = this.#options;
    if (!origins.admits(caller))
      return closeReason('originDenied', `Pages of ${caller.origin} may not connect; see --allow-origin.`);
    if (route.kind === 'none') return closeReason('badName', route.reason);
    const visitor = connections.crowd.enter(caller.address);
    if (typeof visitor === 'string') return exceeded(visitor);
    return { route, visit: new Visit(this.#house, visitor) };
  }

  /** Begins to listen; the document opens by itself. */
  take({ token, offered }: Arrival, seating: Seating): void {
    const { seat, socket, transport, network } = seating;
    const { route, visit } = seat;
    const options = this.#connectionOptions(seating);
    if (route.kind === 'hocuspocus') {
      const connection = new HocuspocusConnection({ ...options, token });
      socket.listen(connection);
      visit.attend({ family: 'hocuspocus', connection, transport, network });
      return;
    }
    const family = familyOf(route, offered);
    const connection = new Connection({ ...options, dialect: dialectFor(family), name: route.name });
    socket.listen(connection);
    visit.attend({ family, connection, transport, network });
    void connection.open(token);
  }

  /** What lives as long as the connection, and so must not hold the request. */
  #connectionOptions({ socket, seat }: Seating): HocuspocusConnectionOptions {
    const { rooms, clock, report, gate, limits } = this.#options;
    return { socket, gate, rooms, clock, report, limits, doorkeeper: seat.visit };
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

/** A browser fails the handshake unless one of the subprotocols it offers comes back; ours is preferred, and a token comes last. */
export function chooseSubprotocol(offered: readonly string[]): string | undefined {
  if (offered.includes(scriptoriumSubprotocol)) return scriptoriumSubprotocol;
  return offered.find((name) => !isTokenSubprotocol(name)) ?? offered[0];
}

function familyOf(route: OpenRoute, offered: readonly string[]): Exclude<Family, 'hocuspocus'> {
  if (route.kind === 'sweet') return 'sweet';
  return chooseSubprotocol(offered) === scriptoriumSubprotocol ? 'scriptorium' : 'plain';
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
