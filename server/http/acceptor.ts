import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SweetTokens } from '../auth/sweetToken.ts';
import type { Authorize } from '../connection/access.ts';
import type { SocketListener } from '../connection/clientSocket.ts';
import { Connection } from '../connection/connection.ts';
import { type Beating, Heartbeat } from '../connection/heartbeat.ts';
import { HocuspocusConnection } from '../connection/hocuspocusConnection.ts';
import type { OriginPolicy } from '../connection/origin.ts';
import { Outbox } from '../connection/outbox.ts';
import { PlainDialect } from '../connection/plainDialect.ts';
import { type Route, routeUpgrade } from '../connection/route.ts';
import { ScriptoriumDialect } from '../connection/scriptoriumDialect.ts';
import { SweetDialect } from '../connection/sweetDialect.ts';
import { listen, NetworkSocket } from '../connection/webSocket.ts';
import { type CloseReason, closeReason, scriptoriumSubprotocol, unreachable } from '../protocol/index.ts';
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
  readonly #heartbeat: Heartbeat;
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
    this.#heartbeat = new Heartbeat(options.clock);
  }

  /** For the event `upgrade` of an HTTP server. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const route = routeUpgrade(request.url ?? '/');
    const authorize = this.#authorizeFor(route);
    if (authorize === undefined) socket.end(unauthorized);
    else
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
      turnAway(ws, closeReason('originDenied', `Pages of ${origin} may not connect; see --allow-origin.`));
      return;
    }
    switch (route.kind) {
      case 'none':
        turnAway(ws, closeReason('badName', route.reason));
        break;
      case 'hocuspocus':
        this.#connectHocuspocus(line, authorize);
        break;
      case 'plain':
      case 'sweet':
        this.#connect(line, route, authorize);
        break;
      default:
        unreachable(route);
    }
  }

  #connect(line: Line, route: DocumentRoute, authorize: Authorize): void {
    const { rooms, clock, report } = this.#options;
    const connection = new Connection({
      socket: this.#socketOn(line),
      dialect: dialectFor(line.ws, route),
      name: route.name,
      authorize,
      rooms,
      clock,
      report,
    });
    attend(line.ws, connection, this.#heartbeat);
    void connection.open(route.token);
  }

  #connectHocuspocus(line: Line, authorize: Authorize): void {
    const { rooms, clock, report } = this.#options;
    const socket = this.#socketOn(line);
    const connection = new HocuspocusConnection({ socket, authorize, rooms, clock, report });
    attend(line.ws, connection, this.#heartbeat);
  }

  #socketOn(line: Line): NetworkSocket {
    return new NetworkSocket({ ...line, outbox: this.#outbox });
  }
}

type DocumentRoute = Exclude<Route, { kind: 'none' | 'hocuspocus' }>;

/** A WebSocket and what it is made on. */
interface Line {
  readonly ws: WebSocket;
  readonly stream: Duplex;
}

interface Admission {
  readonly request: IncomingMessage;
  readonly route: Route;
  readonly authorize: Authorize;
}

function attend(ws: WebSocket, connection: SocketListener & Beating, heartbeat: Heartbeat): void {
  listen(ws, connection);
  heartbeat.add(connection);
  ws.on('close', () => heartbeat.delete(connection));
}

function dialectFor(ws: WebSocket, route: Route): PlainDialect | ScriptoriumDialect | SweetDialect {
  if (route.kind === 'sweet') return new SweetDialect();
  return ws.protocol === scriptoriumSubprotocol ? new ScriptoriumDialect(Math.random) : new PlainDialect();
}

function turnAway(ws: WebSocket, { code, reason }: CloseReason): void {
  ws.on('error', () => {});
  ws.close(code, reason);
}

/** A browser fails the handshake unless one of the subprotocols it offers comes back; ours is preferred. */
function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(scriptoriumSubprotocol)) return scriptoriumSubprotocol;
  for (const first of offered) return first;
  return false;
}
