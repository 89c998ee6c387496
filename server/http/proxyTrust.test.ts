import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { ProxyListError, ProxyTrust } from './proxyTrust.ts';

const trusting = new ProxyTrust(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

function peer(remoteAddress: string, headers: Record<string, string> = {}, trust = trusting) {
  const request = { socket: { remoteAddress }, headers: { host: 'inner', ...headers } };
  return trust.peerOf(request as unknown as IncomingMessage);
}

const from = (remoteAddress: string, forwarded: string) =>
  peer(remoteAddress, { 'x-forwarded-for': forwarded }).address;

it('the address is the socket’s, and what is forwarded counts only from the proxies that were named (S12)', () => {
  expect(from('192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  expect(peer('127.0.0.1', { 'x-forwarded-for': '198.51.100.7' }, new ProxyTrust([])).address).toBe(
    '127.0.0.1',
  );
  expect(from('127.0.0.1', '198.51.100.7')).toBe('198.51.100.7');
  expect(from('::ffff:10.1.2.3', '198.51.100.7')).toBe('198.51.100.7');
  expect(from('fd12::1', '2001:db8::5')).toBe('2001:db8::5');
});

it('the nearest who is no proxy is the sender, whatever it wrote before itself (S12)', () => {
  expect(from('127.0.0.1', '1.2.3.4, 198.51.100.7, 10.0.0.9')).toBe('198.51.100.7');
  expect(from('127.0.0.1', '10.0.0.1, 10.0.0.2')).toBe('10.0.0.1');
  expect(from('127.0.0.1', 'unknown')).toBe('127.0.0.1');
  expect(from('127.0.0.1', '198.51.100.7:4711')).toBe('198.51.100.7');
  expect(from('127.0.0.1', '[2001:db8::5]:4711')).toBe('2001:db8::5');
});

it('scheme and host are those that the browser used only by the word of a proxy that was named', () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'docs.example' };
  expect(peer('127.0.0.1', headers)).toMatchObject({ isSecure: true, host: 'docs.example' });
  expect(peer('192.0.2.1', headers)).toMatchObject({ isSecure: false, host: 'inner' });
  expect(peer('127.0.0.1', { 'x-forwarded-proto': 'wss' }).isSecure).toBe(true);
});

it('what a proxy took off a path counts only by the word of one that was named, and only when it is a path', () => {
  const takenOff = (text: string, address = '127.0.0.1') =>
    peer(address, { 'x-forwarded-prefix': text }).takenOff;
  expect(['/docs', '/a/b', '/docs/'].map((text) => takenOff(text))).toEqual(['/docs', '/a/b', '/docs']);
  expect(takenOff('/docs', '192.0.2.1')).toBe('');
  for (const text of ['docs', '/', '//x', '/a b', '/a;Domain=x', 'https://x'])
    expect(takenOff(text)).toBe('');
});

it.each(['x', '10.0.0.0/33', '10.0.0.0/', 'fd00::/129', '10.0.0.0/8/8', 'example.org'])(
  '%j is no proxy, and said to be none',
  (proxy) => {
    expect(() => new ProxyTrust([proxy])).toThrow(ProxyListError);
  },
);
