import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Server, WebSocketServer } from 'ws';
import { STATUS_CODES } from '../builtin/http.ts';
import { HeardWebSocket, type Line, NetworkSocket } from '../connection/webSocket.ts';
import { type Arrival, chooseSubprotocol, type Seats } from './seats.ts';

/** The socket before the upgrade, the request, and what came behind it. */
interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Turns upgrade requests into connections. Who is turned away is accepted first, since only so a browser sees the reason;
 * but for y-sweet's clients, which look for status 401 and then fetch another token.
 */
export class Acceptor {
  readonly #seats: Seats;
  readonly #webSockets: Server<typeof HeardWebSocket>;

  constructor(seats: Seats) {
    this.#seats = seats;
    this.#webSockets = new WebSocketServer({
      WebSocket: HeardWebSocket,
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: seats.frameBytesMax,
      handleProtocols: (offered) => chooseSubprotocol([...offered]) ?? false,
    });
  }

  /** For the event `upgrade` of an HTTP server. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', destroy);
    const arrival = this.#seats.arrivalOf(request, request.headers['sec-websocket-protocol']);
    const upgrade = { request, socket, head };
    if (arrival.route.kind === 'sweet') void this.#acceptSweet(arrival, upgrade);
    else this.#upgrade(arrival, upgrade);
  }

  async #acceptSweet(arrival: Arrival, upgrade: Upgrade): Promise<void> {
    const status = await this.#seats.statusFor(arrival);
    if (status === undefined) {
      this.#upgrade(arrival, upgrade);
      return;
    }
    const line = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
    upgrade.socket.end(`${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  #upgrade(arrival: Arrival, { request, socket, head }: Upgrade): void {
    this.#webSockets.handleUpgrade(request, socket, head, (ws) =>
      this.#admit(arrival, {
        ws,
        stream: socket,
        messageBytesMax: this.#seats.frameBytesMax,
        network: request.socket,
      }),
    );
  }

  #admit(arrival: Arrival, line: Line & { readonly network: IncomingMessage['socket'] }): void {
    const { ws, stream, network } = line;
    // From here on `ws` listens.
    stream.off('error', destroy);
    const seat = this.#seats.find(arrival);
    if ('code' in seat) {
      ws.on('error', () => {});
      ws.close(seat.code, seat.reason);
      return;
    }
    const socket = new NetworkSocket(line, this.#seats.outbox);
    this.#seats.take(arrival, { seat, socket, transport: 'webSocket', network });
  }
}

/** One for all: a function of its own for each socket would stay as long as that. */
function destroy(this: Duplex): void {
  this.destroy();
}
