import { parseDocumentName } from '@scriptorium/persistence';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { secretKey } from './authority.ts';
import { KeySet, KeySetError } from './keySet.ts';
import { mintToken } from './mint.ts';
import { TokenAuthority } from './tokenAuthority.ts';

const name = parseDocumentName('team/minutes');
const secret = 'a secret of at least thirty-two bytes';
const nowMs = () => 1_000_000_000_000;
const payload = {
  sub: 'ada',
  name: 'Ada',
  documents: ['notes', 'team/*'],
  access: 'write',
  exp: nowMs() / 1000 + 60,
};
const bySecret = (more: object = {}) => new TokenAuthority({ key: secretKey(secret), nowMs, ...more });
const sign = (claims: object, key: string = secret) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key));
const ask = (authority: TokenAuthority, token?: string) => authority.authorize({ name, token });
const isDenied = { kind: 'denied', needsSignIn: true };

describe('a token that is signed with the shared secret', () => {
  it('says who somebody is, what they may do, and until when', async () => {
    expect(await ask(bySecret(), await sign(payload))).toEqual({
      kind: 'granted',
      user: 'ada',
      displayName: 'Ada',
      level: 'write',
      untilMs: payload.exp * 1000,
    });
  });

  it.each([
    ['notes', true],
    ['note', false],
    ['notes2', false],
    ['team/', true],
    ['team/a/b', true],
    ['team', false],
    ['Team/a', false],
  ])('of "notes" and "team/*" opens %s: %s', async (document, isOpen) => {
    const visit = { name: parseDocumentName(document), token: await sign(payload) };
    expect((await bySecret().authorize(visit)).kind).toBe(isOpen ? 'granted' : 'denied');
  });

  it.each([
    ['sub', undefined],
    ['sub', ''],
    ['sub', 'x'.repeat(256)],
    ['exp', undefined],
    ['exp', nowMs() / 1000],
    ['nbf', nowMs() / 1000 + 10],
    ['access', undefined],
    ['access', 'admin'],
    ['documents', undefined],
    ['documents', [1]],
  ])('whose %s is %j lets nobody in', async (claim, value) => {
    expect(await ask(bySecret(), await sign({ ...payload, [claim]: value }))).toMatchObject(isDenied);
  });

  it('is no token when it was changed, is signed with another secret, or not at all', async () => {
    const token = await sign(payload);
    const [header, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...payload, documents: '*' })).toString('base64url');
    const tokens = [
      `${header}.${forged}.${signature}`,
      await sign(payload, 'another secret of thirty-two bytes!'),
      new UnsecuredJWT(payload).encode(),
      '',
      'x',
      '...',
    ];
    for (const each of tokens) expect(await ask(bySecret(), each)).toMatchObject(isDenied);
    expect(await ask(bySecret())).toMatchObject(isDenied);
  });

  it('must be issued by whom it is expected from, for whom it is meant', async () => {
    const picky = bySecret({ issuer: 'us', audience: 'docs' });
    expect((await ask(picky, await sign({ ...payload, iss: 'us', aud: 'docs' }))).kind).toBe('granted');
    for (const claims of [
      { iss: 'us' },
      { aud: 'docs' },
      { iss: 'them', aud: 'docs' },
      { iss: 'us', aud: 'x' },
    ])
      expect(await ask(picky, await sign({ ...payload, ...claims }))).toMatchObject(isDenied);
  });

  it('ends by itself although it was verified before, and is not told apart by what it says', async () => {
    let now = nowMs();
    const authority = new TokenAuthority({ key: secretKey(secret), nowMs: () => now });
    const token = await sign(payload);
    expect((await ask(authority, token)).kind).toBe('granted');
    now = payload.exp * 1000;
    expect(await ask(authority, token)).toMatchObject({ reason: expect.stringContaining('ended') });
  });

  it('that was made by hand is good', async () => {
    const claims = {
      user: 'ada',
      displayName: undefined,
      documents: ['*'],
      level: 'read',
      untilMs: nowMs() + 5000,
    };
    const token = await mintToken({ secret, claims: { ...claims, level: 'read' }, issuer: 'us' });
    expect(await ask(bySecret({ issuer: 'us' }), token)).toMatchObject({ kind: 'granted', level: 'read' });
  });
});

describe('a token that is signed with a private key', () => {
  it.each(['RS256', 'ES256', 'EdDSA'])('by %s lets in, and one by another key does not', async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const other = await generateKeyPair(alg);
    const keys = new KeySet({
      nowMs,
      load: async () => ({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg }] }),
    });
    const authority = new TokenAuthority({ key: keys.find, nowMs });
    const signWith = (key: CryptoKey) => new SignJWT(payload).setProtectedHeader({ alg, kid: 'k' }).sign(key);
    expect((await ask(authority, await signWith(privateKey))).kind).toBe('granted');
    expect(await ask(authority, await signWith(other.privateKey))).toMatchObject(isDenied);
  });

  it('is not replaced by one whose secret is the public key', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k' };
    const authority = new TokenAuthority({
      key: new KeySet({ nowMs, load: async () => ({ keys: [jwk] }) }).find,
      nowMs,
    });
    for (const key of [await exportSPKI(publicKey), JSON.stringify(jwk)]) {
      const token = await new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256', kid: 'k' })
        .sign(new TextEncoder().encode(key));
      expect(await ask(authority, token)).toMatchObject(isDenied);
    }
  });
});

/** Keys that change, with an eye on how often they are fetched. */
async function rotating() {
  const pairs = await Promise.all(['old', 'new'].map((kid) => named(kid)));
  const state = { now: nowMs(), fetches: 0, isDown: false, keys: [pairs[0]?.jwk] };
  const keys = new KeySet({
    nowMs: () => state.now,
    load: async () => {
      state.fetches += 1;
      if (state.isDown) throw new Error('down');
      return { keys: state.keys };
    },
  });
  const authority = new TokenAuthority({ key: keys.find, nowMs: () => state.now });
  const claims = { ...payload, exp: nowMs() / 1000 + 10_000 };
  const tokenBy = async (index: number, more = {}) => {
    const { kid = '', privateKey } = pairs[index] ?? {};
    if (privateKey === undefined) throw new Error('no such key');
    return await new SignJWT({ ...claims, ...more })
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(privateKey);
  };
  return { state, authority, tokenBy, newKey: pairs[1]?.jwk };
}

async function named(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

describe('keys that are kept elsewhere', () => {
  it('are fetched once for many, again for a new key, and not for each made-up one', async () => {
    const { state, authority, tokenBy, newKey } = await rotating();
    const [token, next] = [await tokenBy(0), await tokenBy(1)];
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(authority, token)));
    expect(answers.every(({ kind }) => kind === 'granted')).toBe(true);
    expect(state.fetches).toBe(1);
    state.keys = [newKey];
    expect(await ask(authority, next)).toMatchObject(isDenied);
    expect(state.fetches).toBe(1);
    state.now += 61_000;
    expect((await ask(authority, next)).kind).toBe('granted');
    expect(state.fetches).toBe(2);
    for (let index = 0; index < 50; index++)
      expect(await ask(authority, await tokenBy(0, { jti: index }))).toMatchObject(isDenied);
    expect(state.fetches).toBe(2);
  });

  it('let nobody in when they could not be fetched for ten minutes, nor at first', async () => {
    const { state, authority, tokenBy } = await rotating();
    state.isDown = true;
    await expect(ask(authority, await tokenBy(0))).rejects.toThrow(KeySetError);
    await expect(ask(authority, await tokenBy(0, { jti: 1 }))).rejects.toThrow(KeySetError);
    expect(state.fetches).toBe(1);
    state.isDown = false;
    state.now += 2000;
    expect((await ask(authority, await tokenBy(0))).kind).toBe('granted');
    state.isDown = true;
    state.now += 9 * 60_000;
    expect((await ask(authority, await tokenBy(0, { jti: 2 }))).kind).toBe('granted');
    state.now += 2 * 60_000;
    await expect(ask(authority, await tokenBy(0, { jti: 3 }))).rejects.toThrow(KeySetError);
  });
});
