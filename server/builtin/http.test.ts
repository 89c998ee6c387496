import { execFile } from 'node:child_process';
import http from 'node:http';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createServer, request, STATUS_CODES } from './http.ts';

const run = promisify(execFile);

test('what is exported of http is what Node exports', () => {
  expect([createServer, request, STATUS_CODES]).toEqual([http.createServer, http.request, http.STATUS_CODES]);
});

test('a server is loaded without the client of fetch', async () => {
  const files = ['index', 'commands/backup', 'commands/controlSocket', 'commands/health'];
  const urls = files.map((file) => new URL(`../dist/${file}.js`, import.meta.url).href);
  const program = `for (const url of ${JSON.stringify(urls)}) await import(url); console.log(process.moduleLoadList.filter((each) => each.includes('undici/undici')).length)`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
  expect(stdout.trim()).toBe('0');
});
