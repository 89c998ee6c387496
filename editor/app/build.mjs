/**
 * Builds the application when what it is made of has changed since the last time, and says so in one line. What
 * counts is the content, not the time of files: a fresh clone has new times and old content.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../', import.meta.url));
const output = `${root}server/dist/app/`;
const stamp = `${output}.stamp`;
const inputs = ['editor', 'server/protocol', 'package-lock.json'];
const ignored = /(?:^|\/)(?:dist|node_modules)(?:\/|$)|\.test\.ts$|\.md$/u;

/** What the output must have been built from to be fresh, as one hash over names and bytes. */
async function hashInputs() {
  const hash = createHash('sha256').update(process.version);
  for (const path of await listFiles()) hash.update(`${path}\0`).update(await readFile(root + path));
  return hash.digest('hex');
}

async function listFiles() {
  const files = [];
  for (const input of inputs) {
    if (/\.\w+$/u.test(input)) files.push(input);
    else files.push(...(await listFolder(input)));
  }
  return files.filter((path) => !ignored.test(path)).sort();
}

async function listFolder(folder) {
  const entries = await readdir(root + folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`).replaceAll('\\', '/'));
}

/** What a browser downloads for the pages, styles included, in bytes after gzip. */
async function measureOutput() {
  const names = (await readdir(output, { recursive: true })).filter((name) =>
    /\.(?:js|css|html)$/u.test(name),
  );
  const files = await Promise.all(names.map((name) => readFile(output + name)));
  return files.reduce((bytes, file) => bytes + gzipSync(file).length, 0);
}

const wanted = await hashInputs();
if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) {
  console.log('app: up to date');
} else {
  const startMs = performance.now();
  const { build } = await import('vite');
  await build({ configFile: `${root}editor/app/vite.config.ts`, logLevel: 'warn' });
  await writeFile(stamp, wanted);
  const kilobytes = ((await measureOutput()) / 1000).toFixed(1);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`app: built in ${seconds} s, ${kilobytes} kB gzipped`);
}
