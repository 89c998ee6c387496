import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, within } from './deadline.ts';
import { Program, temporaryDirectory } from './program.ts';
import { RunningServer } from './runningServer.ts';

/** A certificate for this name and its key, as files. */
function issue(directory: string, commonName: string) {
  const certFile = join(directory, `${commonName}.cert`);
  const keyFile = join(directory, `${commonName}.key`);
  const subject = ['-subj', `/CN=${commonName}`, '-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-nodes', ...curve, ...subject, '-keyout', keyFile, '-out', certFile],
    {
      stdio: 'ignore',
    },
  );
  return { certFile, keyFile };
}

/** Whose certificate the server shows now. */
async function shownBy(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  try {
    await within(
      'a handshake',
      new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject)),
    );
    return String(socket.getPeerCertificate().subject.CN);
  } finally {
    socket.destroy();
  }
}

async function secured() {
  const directory = await temporaryDirectory();
  const [first, second] = [issue(directory, 'first'), issue(directory, 'second')];
  const used = { certFile: join(directory, 'cert.pem'), keyFile: join(directory, 'key.pem') };
  const use = ({ certFile, keyFile }: typeof used): void => {
    copyFileSync(certFile, used.certFile);
    copyFileSync(keyFile, used.keyFile);
  };
  use(first);
  const server = await RunningServer.start({ more: { tls: { ...used, pollMs: 20 } } });
  return { server, used, use, first, second };
}

async function socketTo(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/notes`, {
    rejectUnauthorized: false,
    origin: `https://127.0.0.1:${port}`,
  });
  onTestFinished(() => socket.terminate());
  await within('wss', new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject)));
  return socket;
}

it('a new certificate is shown to who comes later, and nobody loses a connection', async () => {
  const { server, use, second } = await secured();
  expect(await shownBy(server.port)).toBe('first');
  const socket = await socketTo(server.port);
  use(second);
  await eventually('the new certificate', async () => (await shownBy(server.port)) === 'second');
  expect(socket.readyState).toBe(WebSocket.OPEN);
  const answer = new Promise((resolve) => socket.on('message', resolve));
  socket.send(new Uint8Array([0, 0, 1, 0]));
  await within('an answer', answer);
  expect(server.problems).toEqual([]);
});

it('a new certificate that does not fit its key is reported, and the old one kept until it does', async () => {
  const { server, used, use, second } = await secured();
  copyFileSync(second.keyFile, used.keyFile);
  await eventually('the report', () => server.problems.length === 1);
  expect(server.problems[0]?.what).toContain('old one is kept');
  writeFileSync(used.certFile, 'no certificate');
  await eventually('the next report', () => server.problems.length === 2);
  expect(await shownBy(server.port)).toBe('first');
  use(second);
  await eventually('the new certificate', async () => (await shownBy(server.port)) === 'second');
});

it('a page that came in the clear may not open a socket where the way is encrypted (S21)', async () => {
  const { server } = await secured();
  const socket = new WebSocket(`wss://127.0.0.1:${server.port}/notes`, {
    rejectUnauthorized: false,
    origin: `http://127.0.0.1:${server.port}`,
  });
  const code = new Promise((resolve) => socket.on('close', resolve));
  expect(await within('the goodbye', code)).toBe(4403);
});

it('the program refuses a certificate that can not be used, and says which', async () => {
  const data = await temporaryDirectory();
  const missing = join(data, 'missing.pem');
  const program = new Program(['--data', data, '--port', '0', '--tls-cert', missing, '--tls-key', missing]);
  const { code, stderr } = await program.whenEnded();
  expect(code).toBe(2);
  expect(stderr).toContain(missing);
});
