/**
 * The service worker that lets the application open without a network. It keeps the files of its own build, and nothing else: what the
 * server answers to the application is never kept. Pages come from the network where there is one, so that a new build is used at once;
 * their parts, whose names change with their content, come from what is kept.
 *
 * The build (`build.mjs`) puts the names of the files before this.
 */
import { handlingOf, isOfBuild } from './shell.ts';

/** All files of the build that pages need, relative to the worker. */
declare const shellFiles: readonly string[];
/** Changes with any of them. */
declare const shellVersion: string;

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The part of `ServiceWorkerGlobalScope` that is used: TypeScript's library for pages doesn't have it. */
interface Worker {
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}

const worker = self as unknown as Worker;
const { scope } = worker.registration;
const cachePrefix = `scriptorium ${scope} `;
const cacheName = cachePrefix + shellVersion;
const pages = ['index.html', 'document.html'];
/** A network that is there and delivers nothing is none. */
const pageMsMax = 4000;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('fetch', (event) => {
  const handling = handlingOf(event.request, scope);
  if (handling.kind === 'page') event.respondWith(answerPage(event.request, handling.file));
  if (handling.kind === 'part') event.respondWith(answerPart(event.request));
});

/** All or nothing; the browser tries again later. */
async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(shellFiles.map((file) => scope + file));
  await Promise.all(pages.map((page) => keepPage(cache, page)));
}

/** @throws when the server has another build by now, which brings a worker of its own */
async function keepPage(cache: Cache, page: string): Promise<void> {
  const response = await fetch(scope + page, { cache: 'no-cache' });
  if (!response.ok || !isOfBuild(await response.clone().text(), shellFiles))
    throw new Error(`${page} is not of this build.`);
  await cache.put(scope + page, response);
}

/** Once no page is open that came with them. */
async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(cachePrefix) && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answerPage(request: Request, file: string): Promise<Response> {
  const kept = await caches.match(scope + file, { ignoreVary: true });
  if (!kept) return fetch(request);
  const late = new Promise<Response>((resolve) => setTimeout(resolve, pageMsMax, kept));
  // What a proxy says for a server that is down is no page.
  const answer = fetch(request).then((response) => (response.status < 500 ? response : kept));
  return Promise.race([answer.catch(() => kept), late]);
}

async function answerPart(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(cacheName)).put(request, response.clone()).catch(() => {});
  return response;
}
