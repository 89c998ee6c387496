import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerProcess, startScriptorium } from '../serverProcess.ts';
import type { DialectName } from './dialect.ts';
import type { Peers } from './peers.ts';

/** A server that is measured. */
export interface Contender {
  readonly name: string;
  readonly dialect: DialectName;
  /** Starts it on an empty data directory. */
  readonly start: (dataDir: string) => Promise<ServerProcess>;
}

/** All of them run on the same node. The first is what the others are compared to. */
export function contenders({ folder, node, versionOf }: Peers): readonly [Contender, ...Contender[]] {
  return [
    {
      name: 'Scriptorium',
      dialect: 'plain',
      start: (dataDir) => startScriptorium({ node, dataDir, port: 0 }),
    },
    {
      name: `y-websocket ${versionOf('y-websocket')} with y-leveldb`,
      dialect: 'plain',
      start: async (dataDir) => {
        const port = await freePort();
        return ServerProcess.start({
          file: node,
          args: [join(folder, 'node_modules/y-websocket/bin/server.cjs')],
          env: { HOST: '127.0.0.1', PORT: String(port), YPERSISTENCE: dataDir },
          ready: /on port (\d+)/,
        });
      },
    },
    {
      name: `Hocuspocus ${versionOf('@hocuspocus/server')} with SQLite`,
      dialect: 'hocuspocus',
      start: async (dataDir) =>
        ServerProcess.start({
          file: node,
          args: [
            fileURLToPath(new URL('hocuspocusServer.mjs', import.meta.url)),
            folder,
            dataDir,
            String(await freePort()),
          ],
          ready: /listens on port (\d+)/,
        }),
    },
  ];
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
