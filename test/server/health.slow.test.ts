import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Program, temporaryDirectory } from './program.ts';

const askAt = (port: number) => new Program(['health', '--port', String(port)]).whenEnded();

it('the command health ends with 0 when a server lives, wherever it listens and below whatever path', async () => {
  for (const args of [[], ['--base-path', '/docs'], ['--host', '0.0.0.0', '--allow-anyone']]) {
    const { port } = await Program.serve({ data: await temporaryDirectory(), args });
    expect(await askAt(port)).toEqual({ code: 0, stdout: 'ok\n', stderr: '' });
  }
});

it('the command health ends with 1 and says why when nobody listens, or something else does', async () => {
  const other = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => {
    other.close();
  });
  const { port } = other.address() as AddressInfo;
  expect(await askAt(port)).toMatchObject({ code: 1, stdout: 'The server answers with status 404.\n' });
  other.close();
  expect(await askAt(port)).toMatchObject({ code: 1, stdout: expect.stringContaining('ECONNREFUSED') });
});
