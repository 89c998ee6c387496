import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The servers of others, installed beside the project and never into it. */
export interface Peers {
  readonly folder: string;
  /** The program that runs every contender: Hocuspocus 4 asks for node 22 or newer, the project for 20. */
  readonly node: string;
  readonly versionOf: (name: string) => string;
}

const manifest = {
  private: true,
  dependencies: {
    '@hocuspocus/extension-database': '4.7.0',
    '@hocuspocus/server': '4.7.0',
    node: '24',
    'y-leveldb': '0.1.2',
    'y-protocols': '1.0.7',
    'y-websocket': '2.1.0',
    yjs: '13.6.33',
  },
} as const;

/** What runs the servers that need no peers: the same node if it is there, or else the one that runs this. */
export function withoutPeers(folder: string): Peers {
  const node = nodeIn(folder);
  return { ...peersIn(folder), node: existsSync(node) ? node : process.execPath };
}

/** Installs them once; a folder with the same manifest is used as it is. @throws when npm fails. */
export async function installPeers(folder: string): Promise<Peers> {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const file = join(folder, 'package.json');
  const node = nodeIn(folder);
  if (!existsSync(node) || (await readFile(file, 'utf8')) !== text) await install(folder, text);
  if (!existsSync(node)) throw new Error(`npm did not bring a node to ${node}.`);
  return peersIn(folder);
}

function peersIn(folder: string): Peers {
  return { folder, node: nodeIn(folder), versionOf: (name) => versionOf(folder, name) };
}

function nodeIn(folder: string): string {
  return join(folder, 'node_modules/node/bin/node');
}

async function install(folder: string, text: string): Promise<void> {
  console.log('Installing the other servers into .bench …');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), text);
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install failed in ${folder}:\n${stderr}`);
}

function versionOf(folder: string, name: string): string {
  const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
