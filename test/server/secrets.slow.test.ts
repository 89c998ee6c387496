import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AccessProbe, dialects, transports, ways } from '../families/accessProbe.ts';
import { secret, signToken } from '../families/accessToken.ts';
import { eventually } from './deadline.ts';
import { Program, temporaryDirectory } from './program.ts';

const adminToken = 'token-of-the-operator';

/** Whatever a program prints that is secret, by what it is. */
function leaksIn(printed: string, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(secrets).flatMap(([name, text]) => (printed.includes(text) ? [name] : []));
}

async function files(data: string): Promise<{ readonly secretFile: string; readonly adminFile: string }> {
  const [secretFile, adminFile] = [join(data, 'secret'), join(data, 'admin')];
  await writeFile(secretFile, `${secret}\n`);
  await writeFile(adminFile, `${adminToken}\n`);
  return { secretFile, adminFile };
}

/** Every dialect over every transport, with a token brought in every way. */
const arrivals = transports.flatMap((transport) =>
  dialects.flatMap((dialect) =>
    ways
      .filter((way) => way !== 'message' || dialect === 'hocuspocus')
      .map((way) => ({ name: 'notes', transport, dialect, way })),
  ),
);

/** Comes in every way, and asks over HTTP. */
async function knockEverywhere(program: Program, token: string): Promise<void> {
  for (const arrival of arrivals) {
    const probe = new AccessProbe({ ...arrival, url: program.webSocketUrl, token });
    await eventually('an answer', () => probe.isAnswered);
  }
  const headers = { authorization: `Bearer ${token}`, cookie: `scriptorium_token=${token}` };
  for (const path of [
    '/api/v1/documents',
    '/api/v1/documents/notes',
    '/d/notes/as-update',
    `/d/notes?token=${token}`,
  ])
    await fetch(program.httpUrl + path, { headers, redirect: 'manual' });
  await fetch(`${program.httpUrl}/api/v1/access/recheck`, { method: 'POST', headers });
}

it('the program prints no secret, whatever is shown to it and however much it tells', async () => {
  const data = await temporaryDirectory();
  const { secretFile, adminFile } = await files(data);
  const args = ['--auth-secret-file', secretFile, '--admin-token-file', adminFile, '--log-level', 'debug'];
  const program = await Program.serve({ data: join(data, 'd'), args });
  const good = signToken({ user: 'ada', access: 'write' });
  const ended = signToken({ user: 'ada', access: 'write', seconds: -1 });
  for (const token of [good, ended, `${good}x`, adminToken]) await knockEverywhere(program, token);
  const { stdout, stderr } = await program.end('SIGTERM');
  expect(leaksIn(stdout + stderr, { good, ended, adminToken, secret })).toEqual([]);
}, 60_000);

it('the program prints no token when the application that it asks fails', async () => {
  const application = createServer((_request, response) => response.writeHead(500).end('no'));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    application.closeAllConnections();
    application.close();
  });
  const url = `http://127.0.0.1:${(application.address() as AddressInfo).port}/access`;
  const program = await Program.serve({
    data: await temporaryDirectory(),
    args: ['--auth-url', url, '--log-level', 'debug'],
  });
  const token = 'a-token-that-nobody-may-see';
  const probe = new AccessProbe({
    url: program.webSocketUrl,
    name: 'notes',
    transport: 'WebSocket',
    dialect: 'plain',
    way: 'query',
    token,
  });
  await eventually('to be told to come back', () => probe.closeCode === 4503);
  const { stdout, stderr } = await program.end('SIGTERM');
  expect(stdout + stderr).toContain('could not be decided');
  expect(leaksIn(stdout + stderr, { token })).toEqual([]);
}, 30_000);

it('a token that was made by hand opens what it says, in the program with the same secret', async () => {
  const data = await temporaryDirectory();
  const { secretFile } = await files(data);
  const maker = new Program(
    ['token', '--auth-secret-file', secretFile, '--user', 'ada', '--documents', 'notes', '--access', 'read'],
    {},
  );
  const { stdout, code } = await maker.whenEnded();
  expect(code).toBe(0);
  const program = await Program.serve({ data: join(data, 'd'), args: ['--auth-secret-file', secretFile] });
  const ask = async (path: string) => {
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    return (await fetch(program.httpUrl + path, { headers })).status;
  };
  expect([await ask('/api/v1/documents/notes'), await ask('/api/v1/documents/other')]).toEqual([404, 403]);
}, 30_000);
