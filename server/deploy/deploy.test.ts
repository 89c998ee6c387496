import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { beatMs } from '../connection/heartbeat.ts';
import { pingMsMax } from '../connection/wire.ts';
import { usualLimits } from '../limits/limits.ts';
import { helpText } from '../settings.ts';

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

/** The settings that a file gives as variables. */
function variablesIn(name: string, line: RegExp): ReadonlyMap<string, string> {
  const lines = [...read(name).matchAll(line)].flatMap(([, text = '']) => text.split(' '));
  return new Map(lines.map((pair) => pair.split('=', 2) as [string, string]));
}

it.each([
  ['scriptorium.service', /^Environment=(.*)$/gm],
  ['Dockerfile', /^ENV (.*)$/gm],
])('each variable that %s sets is a setting of the server, or of what it runs on', (name, line) => {
  const given = [...variablesIn(name, line).keys()];
  expect(given).toContain('DATA_DIR');
  const settings = given.filter((variable) => !['NODE_ENV', 'MALLOC_MMAP_THRESHOLD_'].includes(variable));
  for (const setting of settings) expect(helpText('serve')).toContain(`; ${setting}`);
});

it('the server has stopped before Docker and systemd would kill it', () => {
  const seconds = (name: string, line: RegExp) => Number(variablesIn(name, line).get('STOP_SECONDS'));
  const dockerSeconds = 10;
  expect(seconds('Dockerfile', /^ENV (.*)$/gm)).toBeLessThan(dockerSeconds);
  const [, systemdSeconds] = /^TimeoutStopSec=(\d+)$/m.exec(read('scriptorium.service')) ?? [];
  expect(seconds('scriptorium.service', /^Environment=(.*)$/gm)).toBeLessThan(Number(systemdSeconds));
});

it('the unit lets the server have as many connections as it takes', () => {
  const [, files] = /^LimitNOFILE=(\d+)$/m.exec(read('scriptorium.service')) ?? [];
  expect(Number(files)).toBeGreaterThan(2 * usualLimits.connections);
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
