import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Goodbye } from './rawClient.ts';
import { StreamLine } from './streamLine.ts';

export interface SilentOptions {
  /** Whether it gives a sign of life when it is asked for one. */
  readonly autoPong?: boolean;
}

export interface SilentSocket {
  readonly socket: WebSocket | StreamLine;
  readonly opened: Promise<void>;
  readonly closed: Promise<Goodbye>;
}

/** A connection for Hocuspocus, which says nothing by itself. @param url as of `RawClient` */
export function openSilent(url: string, options: SilentOptions = {}): SilentSocket {
  const Socket = url.startsWith('http') ? StreamLine : WebSocket;
  const socket = new Socket(`${url}/hocuspocus`, [], options);
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  const opened = new Promise<void>((resolve) => socket.on('open', () => resolve()));
  const closed = new Promise<Goodbye>((resolve) =>
    socket.on('close', (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() })),
  );
  return { socket, opened, closed };
}
