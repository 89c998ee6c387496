import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SweetTokens } from '../auth/sweetToken.ts';
import type { Authorize } from '../connection/access.ts';
import type { SocketListener } from '../connection/clientSocket.ts';
import { Connection } from '../connection/connection.ts';
import type { Attendant, Connections, Family } from '../connection/connections.ts';
import type { Dialect } from '../connection/dialect.ts';
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
import { listen, NetworkSocket } from '../connection/webSocket.ts';
import type { Refusals } from '../limits/refusals.ts';
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

export interface AcceptorOptions {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly report: Report;
  readonly origins: OriginPolicy;
  readonly authorize: Authorize;
  readonly sweetTokens: SweetTokens;
  readonly connections: Connections;
  readonly refusals: Refusals;
}

/** The largest message that a client may send. A whole document comes in one when a client brings it. */
const frameBytesMax = 64 * 1024 * 1024;

const unauthorized = 'HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/**
 * Turns upgrade requests into connections. Who is turned away is accepted first, since only so a browser sees the reason;
 * but for y-sweet's clients, which look for status 401 and then fetch another token.
 */
export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #outbox = new Outbox();
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: frameBytesMax,
    handleProtocols: chooseSubprotocol,
  });

  constructor(options: AcceptorOptions) {
    this.#options = options;
  }

  /** For the event `upgrade` of an HTTP server. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const route = routeUpgrade(request.url ?? '/');
    const authorize = this.#authorizeFor(route);
    if (authorize === undefined) {
      this.#options.refusals.count('denied');
      socket.end(unauthorized);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (ws) =>
      this.#admit({ ws, stream: socket }, { request, route, authorize }),
    );
  }

  /** A y-sweet token says what it allows by itself. @returns undefined for one that is not good. */
  #authorizeFor(route: Route): Authorize | undefined {
    const { authorize, sweetTokens } = this.#options;
    if (route.kind !== 'sweet' || route.token === undefined) return authorize;
    const grant = sweetTokens.read(route.token, route.name);
    if (grant === undefined) return undefined;
    const level = grant.authorization === 'full' ? 'write' : 'read';
    return () => Promise.resolve({ kind: 'granted', user: grant.user, level });
  }

  #admit(line: Line, { request, route, authorize }: Admission): void {
    const { ws } = line;
    const { origin, host } = request.headers;
    if (!this.#options.origins.admits(origin, host)) {
      const text = `Pages of ${origin} may not connect; see --allow-origin.`;
      this.#turnAway(ws, closeReason('originDenied', text));
      return;
    }
    switch (route.kind) {
      case 'none':
        this.#turnAway(ws, closeReason('badName', route.reason));
        break;
      case 'hocuspocus':
        this.#attend(ws, {
          family: 'hocuspocus',
          connection: new HocuspocusConnection(this.#connectionOptions(line, authorize)),
          network: request.socket,
        });
        break;
      case 'plain':
      case 'sweet':
        this.#connect(line, { request, route, authorize });
        break;
      default:
        unreachable(route);
    }
  }

  #connect(line: Line, { request, route, authorize }: Admission<AddressedRoute>): void {
    const family = familyOf(line.ws, route);
    const connection = new Connection({
      ...this.#connectionOptions(line, authorize),
      dialect: dialectFor(family),
      name: route.name,
    });
    this.#attend(line.ws, { family, connection, network: request.socket });
    void connection.open(route.token);
  }

  #connectionOptions(line: Line, authorize: Authorize): HocuspocusConnectionOptions {
    const { rooms, clock, report } = this.#options;
    const onRefused = (reason: CloseReason): void => this.#count(reason);
    const socket = new NetworkSocket({ ...line, outbox: this.#outbox });
    return { socket, authorize, rooms, clock, report, onRefused };
  }

  #attend(ws: WebSocket, attendant: Attendant & { readonly connection: SocketListener }): void {
    const { connections } = this.#options;
    listen(ws, attendant.connection);
    connections.add(attendant);
    ws.on('close', () => connections.delete(attendant));
  }

  #turnAway(ws: WebSocket, reason: CloseReason): void {
    this.#count(reason);
    ws.on('error', () => {});
    ws.close(reason.code, reason.reason);
  }

  /** To stop is no refusal. */
  #count({ code, limit }: CloseReason): void {
    const name = limit ?? closeReasonName(code);
    if (name !== undefined && name !== 'goingAway') this.#options.refusals.count(name);
  }
}

/** A WebSocket and what it is made on. */
interface Line {
  readonly ws: WebSocket;
  readonly stream: Duplex;
}

/** A route that names its document. */
type AddressedRoute = Exclude<Route, { kind: 'none' | 'hocuspocus' }>;

interface Admission<R extends Route = Route> {
  readonly request: IncomingMessage;
  readonly route: R;
  readonly authorize: Authorize;
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

/** A browser fails the handshake unless one of the subprotocols it offers comes back; ours is preferred. */
function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(scriptoriumSubprotocol)) return scriptoriumSubprotocol;
  for (const first of offered) return first;
  return false;
}
