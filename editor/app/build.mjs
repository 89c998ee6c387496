/**
 * Builds the application when what it is made of has changed since the last time, and says so in one line. What
 * counts is the content, not the time of files: a fresh clone has new times and old content.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

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

const compressible = /\.(?:js|css|html|svg|json|txt)$/u;
/** What a browser downloads for the pages. */
const pages = /\.(?:js|css|html)$/u;
/** Below this a header costs as much as is saved. */
const compressedBytesMin = 1024;

/** Puts beside each file what the server sends of it to who understands: as small as it gets, since it is done once. */
async function compressOutput() {
  const names = (await readdir(output, { recursive: true })).filter((name) => compressible.test(name));
  const sizes = await Promise.all(names.map(compressFile));
  return sizes.reduce((bytes, size) => bytes + size, 0);
}

/** Documents are a folder deeper than the list: `d/:name`. */
async function writeDocumentPage() {
  const page = await readFile(`${output}index.html`, 'utf8');
  await writeFile(`${output}document.html`, page.replaceAll('="./', '="../'));
}

/** What a page needs without a network; fonts are kept when they are first used. */
const shellFile = /^assets\/.*\.(?:js|css|svg)$/u;

/** Tells the application's worker which files to keep. */
async function nameShell() {
  const files = (await readdir(output, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => shellFile.test(name))
    .sort();
  const version = createHash('sha256')
    .update(files.join())
    .update(await readFile(`${output}document.html`))
    .digest('hex');
  const worker = await readFile(`${output}shellWorker.js`, 'utf8');
  const names = `const shellFiles=${JSON.stringify(files)},shellVersion="${version.slice(0, 16)}";\n`;
  await writeFile(`${output}shellWorker.js`, names + worker);
}

/** @returns the bytes after gzip of what is downloaded for the pages. */
async function compressFile(name) {
  const file = await readFile(output + name);
  const gzipped = await promisify(gzip)(file, { level: zlib.Z_BEST_COMPRESSION });
  if (file.length >= compressedBytesMin) {
    const params = { [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY };
    await writeFile(`${output}${name}.gz`, gzipped);
    await writeFile(`${output}${name}.br`, await promisify(brotliCompress)(file, { params }));
  }
  return pages.test(name) ? gzipped.length : 0;
}

const wanted = await hashInputs();
if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) {
  console.log('app: up to date');
} else {
  const startMs = performance.now();
  const { build } = await import('vite');
  await build({ configFile: `${root}editor/app/vite.config.ts`, logLevel: 'warn' });
  await writeDocumentPage();
  await nameShell();
  const kilobytes = ((await compressOutput()) / 1000).toFixed(1);
  await writeFile(stamp, wanted);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`app: built in ${seconds} s, ${kilobytes} kB gzipped`);
}
