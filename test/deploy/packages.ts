import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Unpacks Debian packages, with what they need and this machine lacks, into a folder: nothing is installed or started, and nobody has
 * to be root. Where the machine has no lists of packages, they are fetched for this once.
 * @returns whether that worked; apt-get prints why it didn't.
 */
export async function unpackDebianPackages(names: readonly string[], folder: string): Promise<boolean> {
  if (!existsSync('/usr/bin/apt-get')) return false;
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-packages-'));
  try {
    const archives = join(directory, 'archives');
    for (const each of [archives, join(directory, 'lists')])
      await mkdir(join(each, 'partial'), { recursive: true });
    const own = ['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-o', `Dir::Cache=${directory}`];
    const lists = ['-o', `Dir::State::lists=${join(directory, 'lists')}`];
    const get = ['install', '-yq', '--download-only', '--no-install-recommends', ...names, ...own];
    const isThere = aptGet(get) || (aptGet(['update', '-q', ...own, ...lists]) && aptGet([...get, ...lists]));
    return isThere && (await unpack(archives, folder));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function unpack(archives: string, folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const packages = (await readdir(archives)).filter((name) => name.endsWith('.deb'));
  return packages.every((name) => run('dpkg', ['-x', join(archives, name), folder]));
}

function aptGet(args: readonly string[]): boolean {
  return run('apt-get', args);
}

function run(file: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(file, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
    timeout: 300_000,
  });
  return status === 0;
}
