import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DocumentName } from '@scriptorium/persistence';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../connection/connection.ts';
import { plainDialect, scriptoriumDialect } from '../connection/dialect.ts';
import { Heartbeat } from '../connection/heartbeat.ts';
import type { OriginPolicy } from '../connection/origin.ts';
import { routeUpgrade } from '../connection/route.ts';
import { listen, openWebSocket } from '../connection/webSocket.ts';
import { type CloseReason, closeReason, scriptoriumSubprotocol } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import type { Rooms } from '../room/rooms.ts';

export interface AcceptorOptions {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly report: Report;
  readonly origins: OriginPolicy;
}

/** The largest message that a client may send. A whole document comes in one when a client brings it. */
const frameBytesMax = 64 * 1024 * 1024;

/** Turns upgrade requests into connections. Who is turned away is accepted first: only so a browser sees the reason. */
export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #heartbeat: Heartbeat;
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
    this.#webSockets.handleUpgrade(request, socket, head, (ws) => this.#admit(ws, request));
  }

  #admit(ws: WebSocket, request: IncomingMessage): void {
    const { origin, host } = request.headers;
    if (!this.#options.origins.admits(origin, host)) {
      turnAway(ws, closeReason('originDenied', `Pages of ${origin} may not connect; see --allow-origin.`));
      return;
    }
    const route = routeUpgrade(request.url ?? '/');
    if (route.kind === 'none') turnAway(ws, closeReason('badName', route.reason));
    else this.#connect(ws, route.name);
  }

  #connect(ws: WebSocket, name: DocumentName): void {
    const { rooms, clock, report } = this.#options;
    const connection = new Connection({
      socket: openWebSocket(ws),
      dialect: ws.protocol === scriptoriumSubprotocol ? scriptoriumDialect : plainDialect,
      author: '',
      rooms,
      clock,
      report,
      name,
    });
    listen(ws, connection);
    this.#heartbeat.add(connection);
    ws.on('close', () => this.#heartbeat.delete(connection));
    void connection.open();
  }
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
