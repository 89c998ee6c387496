import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { beatMs } from '../connection/heartbeat.ts';
import { pingMsMax } from '../connection/wire.ts';
import { usualLimits } from '../limits/limits.ts';

/** What has to hold of the files as they are shipped, without the programs that read them. Those are tried by `test/deploy`. */

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The times, in seconds, that a file gives under this name; at least one. */
function secondsOf(name: string, setting: string): readonly number[] {
  const found = [...read(name).matchAll(new RegExp(`^\\s*${setting} +(\\d+)s`, 'gm'))].map(([, time]) =>
    Number(time),
  );
  expect(found, `${setting} in ${name}`).not.toEqual([]);
  return found;
}

it.each([
  ['nginx.conf', 'proxy_read_timeout'],
  ['nginx.conf', 'proxy_send_timeout'],
  ['haproxy.cfg', 'timeout tunnel'],
  ['haproxy.cfg', 'timeout client'],
  ['haproxy.cfg', 'timeout server'],
])('the proxy of %s waits by %s for longer than three signs of life of the server', (name, setting) => {
  const signSeconds = (pingMsMax + beatMs) / 1000;
  for (const seconds of secondsOf(name, setting)) expect(seconds).toBeGreaterThan(3 * signSeconds);
});

it.each([
  ['nginx.conf', /^ +proxy_set_header X-Forwarded-Prefix "";/m],
  ['haproxy.cfg', /^ +http-request del-header X-Forwarded-Prefix$/m],
  ['Caddyfile', /^\t+header_up -X-Forwarded-Prefix$/m],
])('the proxy of %s passes on nothing that a client says of the path that was taken off', (name, line) => {
  expect(read(name)).toMatch(line);
});

it.each([
  ['nginx.conf', /^ +proxy_buffering +off;/m],
  ['Caddyfile', /^\t+flush_interval -1$/m],
])('the proxy of %s does not keep back what is streamed', (name, line) => {
  expect(read(name)).toMatch(line);
});

it('nginx lets through as much as the server takes', () => {
  const [, mebibytes] = /client_max_body_size (\d+)m;/.exec(read('nginx.conf')) ?? [];
  expect(Number(mebibytes) * 1024 * 1024).toBe(usualLimits.frameBytes);
});

it('no proxy writes a query into its log', () => {
  expect(read('nginx.conf')).not.toMatch(/\$request\b|\$request_uri" |\$args|\$query_string/);
  expect(read('haproxy.cfg')).not.toMatch(/%r\b|%HU|%HQ|option httplog/);
  expect(read('Caddyfile')).not.toMatch(/^\s*log\b/m);
});
