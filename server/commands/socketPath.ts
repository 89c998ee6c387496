import { join, relative, resolve } from 'node:path';

/** The address of a socket has room for so many bytes (104 on macOS, 108 on Linux, with a zero at the end). */
const pathBytesMax = 103;

/** Where the control socket of a data directory is, by the shorter of two ways; undefined if both are too long for a socket. */
export function socketPath(directory: string): string | undefined {
  const absolute = join(resolve(directory), 'control.sock');
  const fromHere = relative('.', absolute);
  const path = fromHere.length < absolute.length ? fromHere : absolute;
  return Buffer.byteLength(path) <= pathBytesMax ? path : undefined;
}
