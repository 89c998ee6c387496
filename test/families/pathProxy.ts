import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface PathProxyOptions {
  /** On this machine. */
  readonly port: number;
  /** Such as `/docs`; all else is answered with 418, so that nobody takes it for the server's answer. */
  readonly path: string;
  /** Whether it takes the path off, and says so by `X-Forwarded-Prefix`; then it leads to the path's last slash, as nginx does. */
  readonly takesOff: boolean;
}

/** A proxy that serves somebody else below a path. It ends with its test. */
export class PathProxy {
  readonly httpUrl: string;
  readonly webSocketUrl: string;

  private constructor(address: string) {
    this.httpUrl = `http://${address}`;
    this.webSocketUrl = `ws://${address}`;
  }

  static async start(options: PathProxyOptions): Promise<PathProxy> {
    const { port, path } = options;
    const server = createServer((request, response) => {
      const url = below(request, options);
      if (url === undefined) {
        response.writeHead(418).end();
        return;
      }
      if (url.startsWith('?')) {
        response.writeHead(308, { location: `${path}/${url}` }).end();
        return;
      }
      const { method } = request;
      const asked = httpRequest(
        { port, path: url, method, headers: headersFor(request, options) },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      asked.on('error', () => response.destroy());
      request.pipe(asked);
    });
    const sockets = new Set<Duplex>();
    server.on('upgrade', (request, near: Socket) => {
      const url = below(request, options);
      if (url === undefined) near.destroy();
      else
        for (const socket of [near, join(near, upgradeBytes(request, { url, options }), port)])
          sockets.add(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    });
    return new PathProxy(`127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  }
}

function below({ url = '' }: IncomingMessage, { path, takesOff }: PathProxyOptions): string | undefined {
  const rest = url.slice(path.length);
  if (!url.startsWith(path) || !/^(?:$|[/?])/.test(rest)) return undefined;
  return takesOff ? rest || '/' : url;
}

function headersFor({ headers }: IncomingMessage, { path, takesOff }: PathProxyOptions): OutgoingHttpHeaders {
  return { ...headers, ...(takesOff && { 'x-forwarded-prefix': path }) };
}

/** The request as it goes on. */
function upgradeBytes(
  request: IncomingMessage,
  { url, options }: { readonly url: string; readonly options: PathProxyOptions },
): string {
  const lines = Object.entries(headersFor(request, options)).map(([name, value]) => `${name}: ${value}`);
  return [`GET ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** @returns the far end */
function join(near: Socket, greeting: string, port: number): Socket {
  const far = connect(port, '127.0.0.1', () => far.write(greeting));
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
  return far;
}
