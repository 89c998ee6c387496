import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

/**
 * Hocuspocus as its guide sets it up, storing documents in SQLite the way its own extension does, but through node's
 * SQLite, which needs no compiler. Run as `node hocuspocusServer.mjs <port> <folder with its node_modules> <data>`.
 */

const [port, peers, data] = process.argv.slice(2);
const require = createRequire(join(peers, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

const { Server } = await load('@hocuspocus/server');
const { Database } = await load('@hocuspocus/extension-database');

const database = new DatabaseSync(join(data, 'documents.sqlite'));
database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, data BLOB NOT NULL)');
const select = database.prepare('SELECT data FROM documents WHERE name = ?');
const upsert = database.prepare(
  'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
);

const server = new Server({
  address: '127.0.0.1',
  port: Number(port),
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
      store: async ({ documentName, state }) => {
        upsert.run(documentName, state);
      },
    }),
  ],
});
await server.listen();
console.log(`listens on port ${port}`);
