import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isExecutable } from '../executable.ts';
import { type ProxyName, proxyKinds } from './proxyKind.ts';

/** A proxy that this machine can run. */
export interface ProxyProgram {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** As it says itself. */
  readonly version: string;
}

/** Where `npm run proxies` puts what is not installed, each Debian package unpacked over the others. */
export const unpackedFolder = fileURLToPath(new URL('../../node_modules/.cache/proxies/', import.meta.url));

/** Debian keeps servers where only root looks. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const ownFolders = ['usr/sbin', 'usr/bin'].map((folder) => join(unpackedFolder, folder));

/** @returns `undefined` where there is none that starts. */
export function findProxy(name: ProxyName): ProxyProgram | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...systemFolders, ...ownFolders];
  const files = folders.map((folder) => join(folder, name)).filter(isExecutable);
  return files.map((file) => asProgram(file, name)).find((program) => program !== undefined);
}

function asProgram(file: string, name: ProxyName): ProxyProgram | undefined {
  const env = file.startsWith(unpackedFolder) ? { LD_LIBRARY_PATH: libraryPath() } : {};
  const { status, stdout, stderr } = spawnSync(file, [proxyKinds[name].versionFlag], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  const [version = ''] = /\d+\.\d+\.\d+/.exec(`${stdout}${stderr}`) ?? [];
  return status === 0 ? { file, env, version } : undefined;
}

/** Each architecture has a folder of its own for what it links. */
function libraryPath(): string {
  const folders = ['usr/lib', 'lib'].map((folder) => join(unpackedFolder, folder));
  return folders.flatMap((folder) => [folder, ...subfolders(folder)]).join(delimiter);
}

function subfolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return []; // No package has brought any.
  }
}
