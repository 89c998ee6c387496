import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Application } from './application.ts';
import { ProblemError } from './problem.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** An application of one page and one script, served. */
async function serve() {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-application-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html>');
  await writeFile(join(directory, 'document.html'), '<!doctype html>');
  await writeFile(join(directory, 'assets', 'main-abc.js'), 'start()');
  await writeFile(join(directory, 'assets', 'main-abc.js.br'), brotliCompressSync('start()'));
  await writeFile(join(directory, 'assets', 'main-abc.js.gz'), gzipSync('start()'));
  const application = new Application(directory);
  const server = createServer((request, response) => {
    try {
      application.handle(request, response, new URL(`http://localhost${request.url}`));
    } catch (error) {
      response.writeHead(error instanceof ProblemError ? error.problem.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(
    () => server.close(),
    () => rm(directory, { recursive: true, force: true }),
  );
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { directory, ask: (path: string, init?: RequestInit) => fetch(origin + path, init) };
}

describe('Application', () => {
  it('gives the same page for the list and for every document', async () => {
    const { ask } = await serve();
    for (const path of ['/', '/d/notes', '/d/a%2Fb']) {
      const answer = await ask(path);
      expect(await answer.text()).toBe('<!doctype html>');
      expect(answer.headers.get('content-security-policy')).toContain(
        "default-src 'none'; script-src 'self';",
      );
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('lets a browser keep what has its hash in its name, and asks it to look again at the page', async () => {
    const { ask } = await serve();
    const script = await ask('/assets/main-abc.js');
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const etag = (await ask('/')).headers.get('etag') ?? '';
    expect((await ask('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('sends what the build compressed to who accepts it, each form with its own mark', async () => {
    const { ask } = await serve();
    const marks = new Set<string | null>();
    for (const coding of ['br', 'gzip', null]) {
      const answer = await ask('/assets/main-abc.js', {
        headers: { 'accept-encoding': coding ?? 'identity' },
      });
      expect(answer.headers.get('content-encoding')).toBe(coding);
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(await answer.text()).toBe('start()');
      marks.add(answer.headers.get('etag'));
    }
    expect(marks.size).toBe(3);
    const page = await ask('/', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(page.headers.get('content-encoding')).toBeNull();
    expect((await ask('/assets/main-abc.js.br')).status).toBe(404);
  });

  it.each(['/assets/../../package.json', '/assets/none.js', '/d/', '/d/a/b', '/index.htm'])(
    'has nothing at %s',
    async (path) => {
      const { ask } = await serve();
      expect((await ask(path)).status).toBe(404);
    },
  );

  it('goes on serving what it began with while a new version is built over it', async () => {
    const { ask, directory } = await serve();
    await rm(directory, { recursive: true });
    expect(await (await ask('/assets/main-abc.js')).text()).toBe('start()');
  });

  it('says how to build it when it is not there', () => {
    const application = new Application(join(tmpdir(), 'scriptorium-not-built'));
    const url = new URL('http://localhost/');
    expect(() => application.handle({ method: 'GET' } as never, {} as never, url)).toThrow(/npm run build/);
  });
});
