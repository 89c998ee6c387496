import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerProcess, startScriptorium } from '../../serverProcess.ts';
import type { DialectName } from '../load/dialect.ts';
import type { Peers } from './peers.ts';

/** By which targets and columns name them. */
export const contenderKeys = [
  'scriptorium',
  'relay',
  'gathering-relay',
  'y-websocket',
  'hocuspocus',
] as const;

/** As long as Scriptorium's window in a room of fifty. */
const gatheringMs = 12;

export type ContenderKey = (typeof contenderKeys)[number];

/** A server that is measured. */
export interface Contender {
  readonly key: ContenderKey;
  /** With its version. */
  readonly name: string;
  readonly dialect: DialectName;
  readonly start: (options: StartOptions) => Promise<ServerProcess>;
}

export interface StartOptions {
  readonly dataDir: string;
  /** Added to the environment of the server. */
  readonly env: Readonly<Record<string, string>>;
}

/** All of them run on the same node, with the settings that they come with. */
export function contenders(peers: Peers): Readonly<Record<ContenderKey, () => Contender>> {
  const { folder, node, versionOf } = peers;
  return {
    scriptorium: () => ({
      key: 'scriptorium',
      name: 'Scriptorium',
      dialect: 'plain',
      start: ({ dataDir, env }) => startScriptorium({ node, dataDir, env, port: 0 }),
    }),
    relay: () => ({
      key: 'relay',
      name: `bare ws ${relayVersion()} relay`,
      dialect: 'relay',
      start: ({ env }) => startProgram(peers, { program: 'relayServer.mjs', args: [], env }),
    }),
    'gathering-relay': () => ({
      key: 'gathering-relay',
      name: `the same, one write each ${gatheringMs} ms`,
      dialect: 'relay',
      start: ({ env }) =>
        startProgram(peers, { program: 'relayServer.mjs', args: [String(gatheringMs)], env }),
    }),
    'y-websocket': () => ({
      key: 'y-websocket',
      name: `y-websocket ${versionOf('y-websocket')} + y-leveldb`,
      dialect: 'plain',
      start: (options) => startYWebsocket(peers, options),
    }),
    hocuspocus: () => ({
      key: 'hocuspocus',
      name: `Hocuspocus ${versionOf('@hocuspocus/server')} + SQLite`,
      dialect: 'hocuspocus',
      start: ({ dataDir, env }) =>
        startProgram(peers, { program: 'hocuspocusServer.mjs', args: [folder, dataDir], env }),
    }),
  };
}

/** Whether it is a program of others, which has to be installed. */
export function isPeer(key: ContenderKey): boolean {
  return key === 'y-websocket' || key === 'hocuspocus';
}

/** y-websocket's own server, which is told by its environment. */
async function startYWebsocket(
  { folder, node }: Peers,
  { dataDir, env }: StartOptions,
): Promise<ServerProcess> {
  const port = await freePort();
  return ServerProcess.start({
    file: node,
    args: [join(folder, 'node_modules/y-websocket/bin/server.cjs')],
    env: { ...env, HOST: '127.0.0.1', PORT: String(port), YPERSISTENCE: dataDir },
    ready: /on port (\d+)/,
  });
}

/** A program of this folder. */
async function startProgram(
  { node }: Peers,
  {
    program,
    args,
    env,
  }: { readonly program: string; readonly args: readonly string[] } & Pick<StartOptions, 'env'>,
): Promise<ServerProcess> {
  return ServerProcess.start({
    file: node,
    args: [programFile(program), String(await freePort()), ...args],
    env,
    ready: /listens on port (\d+)/,
  });
}

export function programFile(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The relay runs on the same package `ws` as Scriptorium. */
function relayVersion(): string {
  return (createRequire(import.meta.url)('ws/package.json') as { readonly version: string }).version;
}

/** For servers that can't be told to choose one. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
