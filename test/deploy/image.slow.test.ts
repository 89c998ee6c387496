import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../server/deadline.ts';
import { temporaryDirectory } from '../server/program.ts';
import {
  type BuildStage,
  commandOf,
  environmentOf,
  readDockerfile,
  readDockerIgnore,
  textsOf,
} from './dockerfile.ts';
import { freePort } from './freePort.ts';

/**
 * The steps of the shipped Dockerfile, one by one in folders instead of images: without a daemon, and with this machine's Node for the base
 * image's. What is not done is what only an image can be asked for: its own user and volume.
 */

const repository = fileURLToPath(new URL('../../', import.meta.url));
const limitMs = 10 * 60_000;
/** Of nobody in particular; there as good as any other. */
const otherUser = 65_534;
const isRoot = process.getuid?.() === 0;

/** Builds as the first stage says. @returns the folder that stands for `/` */
function build(stage: BuildStage, root: string): void {
  const folder = join(root, 'build');
  expect(textsOf(stage, 'WORKDIR')).toEqual(['/build']);
  mkdirSync(folder, { recursive: true });
  const isSeen = readDockerIgnore();
  for (const { name, text } of stage) {
    if (name === 'RUN') execFileSync('sh', ['-c', text], { cwd: folder, stdio: 'inherit' });
    if (name === 'COPY') copyFromRepository(text, { folder, isSeen });
  }
}

function copyFromRepository(
  text: string,
  { folder, isSeen }: { readonly folder: string; readonly isSeen: (path: string) => boolean },
): void {
  const words = text.split(' ');
  const target = join(folder, words.at(-1) ?? '');
  for (const source of words.slice(0, -1)) {
    const from = join(repository, source);
    const filter = (path: string) =>
      path === repository || path === from || isSeen(relative(repository, path));
    cpSync(from, source === '.' ? target : join(target, basename(source)), { recursive: true, filter });
  }
}

/** Puts together what the last stage takes from the first. */
function assemble(stage: BuildStage, root: string): string {
  expect(textsOf(stage, 'WORKDIR')).toEqual(['/app']);
  const folder = join(root, 'app');
  mkdirSync(folder);
  for (const text of textsOf(stage, 'COPY')) {
    const [flag, from = '', to = ''] = text.split(' ');
    expect(flag).toBe('--from=build');
    const target = to.endsWith('/') ? join(to, basename(from)) : to;
    cpSync(join(root, from), join(folder, target), { recursive: true, verbatimSymlinks: true });
  }
  return folder;
}

it(
  'the steps of the Dockerfile come to a server that runs as another user, tells its health and stops by itself',
  async () => {
    const [first = [], last = []] = readDockerfile();
    const root = await temporaryDirectory();
    chmodSync(root, 0o755);
    build(first, root);
    const cwd = assemble(last, root);
    // Whatever it still needed of what it was built from would now be missing.
    execFileSync('rm', ['-r', join(root, 'build')]);
    const data = join(root, 'data');
    mkdirSync(data);
    if (isRoot) chownSync(data, otherUser, otherUser);
    expect(textsOf(last, 'USER')).toEqual(['node']);

    const [health = ''] = textsOf(last, 'HEALTHCHECK');
    const [entry = ''] = textsOf(last, 'ENTRYPOINT');
    const port = await freePort();
    const env = { PATH: process.env.PATH ?? '', ...environmentOf(last), DATA_DIR: data, PORT: String(port) };
    const options = { cwd, env, ...(isRoot && { uid: otherUser, gid: otherUser }) };
    const run = (text: string, ...more: readonly string[]) => [...commandOf(text), ...more];
    const isHealthy = () => {
      const [file = '', ...args] = run(health);
      return spawnSync(file, args, options).status === 0;
    };

    // Nobody signs in, and everybody could reach it.
    const [file = '', ...args] = run(entry);
    expect(spawnSync(file, args, options).status).toBe(2);
    expect(isHealthy()).toBe(false);

    const child = spawn(file, [...args, '--allow-anyone'], { ...options, stdio: 'inherit' });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await eventually('to be healthy', isHealthy, 30_000);
    expect((await fetch(`http://127.0.0.1:${port}/d/notes`)).status).toBe(200);
    expect(existsSync(join(data, 'CURRENT'))).toBe(true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
  limitMs,
);
