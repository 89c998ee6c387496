import type { RawData, WebSocket } from 'ws';
import type { ClientSocket, SocketListener } from './clientSocket.ts';

/** A WebSocket of the package `ws` as a connection sees it. */
export function openWebSocket(ws: WebSocket): ClientSocket {
  return {
    get bufferedBytes() {
      return ws.bufferedAmount;
    },
    send(frame) {
      if (ws.readyState === ws.OPEN) ws.send(frame, { binary: true, compress: false });
    },
    ping() {
      if (ws.readyState === ws.OPEN) ws.ping();
    },
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    close({ code, reason }) {
      // A paused socket would never see the far end's goodbye.
      ws.resume();
      ws.close(code, reason);
    },
    terminate: () => ws.terminate(),
  };
}

export function listen(ws: WebSocket, listener: SocketListener): void {
  ws.on('message', (data, isBinary) => {
    if (isBinary) listener.onFrame(toBytes(data));
    else listener.onText();
  });
  ws.on('pong', () => listener.onAlive());
  ws.on('close', () => listener.onClose());
  // A broken frame or a lost network: `close` follows, and that is all there is to do.
  ws.on('error', () => {});
}

/** A copy: `ws` hands out views, and a few bytes that a room keeps would hold the whole chunk from the network. */
function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  return new Uint8Array(data);
}
