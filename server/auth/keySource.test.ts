import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocumentName } from '@scriptorium/persistence';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it, onTestFinished } from 'vitest';
import { AuthorityError, createAuthority } from './authority.ts';
import { KeySetError } from './keySet.ts';

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

async function fileWith(content: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'jwks.json'), content);
  return join(directory, 'jwks.json');
}

/** A set of one key, and a visit with a token that it verifies. */
async function signed() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] });
  const token = await new SignJWT({ sub: 'ada', documents: '*', access: 'write' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setExpirationTime('1m')
    .sign(privateKey);
  return { jwks, visit: { name: parseDocumentName('notes'), token } };
}

it('keys are read from an address of the web, and from a file', async () => {
  const { jwks, visit } = await signed();
  for (const place of [await served((_, response) => response.end(jwks)), await fileWith(jwks)])
    expect((await createAuthority({ jwks: place }).authorize(visit)).kind).toBe('granted');
});

it.each<[string, RequestListener]>([
  ['with status 500', (_, response) => response.writeHead(500).end('{"keys":[]}')],
  ['with a redirect', (_, response) => response.writeHead(302, { location: '/keys' }).end()],
  ['with no keys', (_, response) => response.end('{}')],
  ['with more than 256 KiB', (_, response) => response.end(`{"keys":[],"padding":"${'x'.repeat(300_000)}"}`)],
  ['by hanging up', (_, response) => response.destroy()],
])('keys that are answered %s let nobody in', async (_, listener) => {
  const { visit } = await signed();
  await expect(createAuthority({ jwks: await served(listener) }).authorize(visit)).rejects.toThrow(
    KeySetError,
  );
});

it('keys in a file that is missing, or holds none, let nobody in', async () => {
  const { visit } = await signed();
  for (const place of ['/nowhere', await fileWith('no keys')])
    await expect(createAuthority({ jwks: place }).authorize(visit)).rejects.toThrow(KeySetError);
});

it.each<[string, string | undefined, RegExp]>([
  ['is missing', undefined, /jwks\.json can not be used: ENOENT/],
  ['holds no JSON', 'a secret that was named by mistake', /can not be used: it holds no JSON\.$/],
  ['holds no set of keys', '{"keys":1}', /can not be used: JSON Web Key Set malformed/],
  ['holds a set without keys', '{"keys":[]}', /can not be used: There are no keys/],
])('a file of keys that %s is named before anybody comes', async (_, content, message) => {
  const place = content === undefined ? '/nowhere/jwks.json' : await fileWith(content);
  const prepared = createAuthority({ jwks: place }).prepare?.();
  await expect(prepared).rejects.toThrow(AuthorityError);
  await expect(prepared).rejects.toThrow(message);
});

it('keys that were fetched before anybody came are not fetched again for the first who comes', async () => {
  const { jwks, visit } = await signed();
  let fetches = 0;
  const place = await served((_, response) => {
    fetches += 1;
    response.end(jwks);
  });
  const authority = createAuthority({ jwks: place });
  await authority.prepare?.();
  expect((await authority.authorize(visit)).kind).toBe('granted');
  expect(fetches).toBe(1);
});
