import { userInfo } from 'node:os';
import type { Certificate } from './certificate.ts';
import { exchange, readShipped } from './shippedFile.ts';

/** Where a proxy runs in a test. */
export interface ProxyPlan {
  /** For its files; nobody else writes there. */
  readonly directory: string;
  readonly backendPort: number;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificate: Certificate;
  /** Instead of the shipped ones, where it has any. */
  readonly timeoutSeconds?: number;
  /** Below which it serves, as the README says; else everywhere. */
  readonly path?: string;
}

export interface ProxyKind {
  /** Of the program, and of the Debian package that holds it. */
  readonly name: string;
  readonly versionFlag: string;
  /** How long the shipped file lets a WebSocket be silent; undefined where that is for ever. */
  readonly timeoutSeconds: number | undefined;
  /** Whether the shipped file has it write down who asked for what. */
  readonly writesRequests: boolean;
  /** The files to write, the shipped one among them with no more than ports, paths, names and times exchanged. */
  readonly files: (plan: ProxyPlan) => Readonly<Record<string, string>>;
  /** In the plan's directory. */
  readonly args: readonly string[];
  readonly env?: (plan: ProxyPlan) => Readonly<Record<string, string>>;
}

const seconds = (plan: ProxyPlan, usual: number) => `${plan.timeoutSeconds ?? usual}s`;

const nginx: ProxyKind = {
  name: 'nginx',
  versionFlag: '-v',
  timeoutSeconds: 120,
  writesRequests: true,
  files: (plan) => ({ 'nginx.conf': nginxMain(plan), 'scriptorium.conf': nginxSite(plan) }),
  args: ['-p', '.', '-c', 'nginx.conf', '-e', 'stderr'],
};

/** What the distribution's own file has around those in `conf.d`. */
function nginxMain({ directory }: ProxyPlan): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    ...(process.getuid?.() === 0 ? [`user ${userInfo().username};`] : []),
    'daemon off; worker_processes 1; pid nginx.pid; error_log stderr;',
    'events { worker_connections 512; }',
    'http {',
    ...temporary.map((name) => `${name}_temp_path ${directory}/${name};`),
    `include ${directory}/scriptorium.conf;`,
    '}',
  ].join('\n');
}

function nginxSite(plan: ProxyPlan): string {
  const { backendPort, httpPort, httpsPort, directory, certificate } = plan;
  return exchange(readShipped('nginx.conf'), [
    ['server 127.0.0.1:1234', `server 127.0.0.1:${backendPort}`],
    ['listen [::]:80;', ''],
    ['listen [::]:443 ssl http2;', ''],
    ['listen 80', `listen 127.0.0.1:${httpPort}`],
    ['listen 443', `listen 127.0.0.1:${httpsPort}`],
    ['docs.example.org;', 'localhost;'],
    ['https://$host$request_uri', `https://$host:${httpsPort}$request_uri`],
    ['/etc/ssl/certs/docs.example.org.pem', certificate.certFile],
    ['/etc/ssl/private/docs.example.org.key', certificate.keyFile],
    ['/var/log/nginx/scriptorium.log', `${directory}/access.log`],
    ['proxy_read_timeout 120s', `proxy_read_timeout ${seconds(plan, 120)}`],
    ['proxy_send_timeout 120s', `proxy_send_timeout ${seconds(plan, 120)}`],
    ['location / {', `location ${plan.path ?? '/'} {`],
  ]);
}

const haproxy: ProxyKind = {
  name: 'haproxy',
  versionFlag: '-v',
  timeoutSeconds: 120,
  writesRequests: true,
  files: (plan) => ({
    'haproxy.cfg': exchange(readShipped('haproxy.cfg'), [
      ['log /dev/log local0', 'log stdout format raw local0'],
      ['    user haproxy\n', ''],
      ['    group haproxy\n', ''],
      ['server scriptorium 127.0.0.1:1234', `server scriptorium 127.0.0.1:${plan.backendPort}`],
      ['bind :::80 v4v6', `bind 127.0.0.1:${plan.httpPort}`],
      ['bind :::443 v4v6', `bind 127.0.0.1:${plan.httpsPort}`],
      ['/etc/haproxy/docs.example.org.pem', plan.certificate.pairFile],
      ['timeout tunnel 120s', `timeout tunnel ${seconds(plan, 120)}`],
      ['default_backend scriptorium', haproxyBackend(plan)],
    ]),
  }),
  args: ['-db', '-f', 'haproxy.cfg'],
};

function haproxyBackend({ path }: ProxyPlan): string {
  return path === undefined
    ? 'default_backend scriptorium'
    : `use_backend scriptorium if { path_beg ${path} }`;
}

const caddy: ProxyKind = {
  name: 'caddy',
  versionFlag: 'version',
  timeoutSeconds: undefined,
  writesRequests: false,
  files: (plan) => ({ Caddyfile: `${caddyOptions(plan)}\n${caddySite(plan)}` }),
  args: ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
  env: ({ directory }) => ({ HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory }),
};

function caddyOptions({ httpPort, httpsPort }: ProxyPlan): string {
  return `{\nadmin off\ndefault_bind 127.0.0.1\nhttp_port ${httpPort}\nhttps_port ${httpsPort}\n}`;
}

function caddySite({ backendPort, path, certificate: { certFile, keyFile } }: ProxyPlan): string {
  return exchange(readShipped('Caddyfile'), [
    ['docs.example.org {', `localhost {\n\ttls ${certFile} ${keyFile}`],
    ['reverse_proxy 127.0.0.1:1234', `reverse_proxy ${path ? `${path}* ` : ''}127.0.0.1:${backendPort}`],
  ]);
}

export const proxyKinds = { nginx, haproxy, caddy } as const;

export type ProxyName = keyof typeof proxyKinds;

export const proxyNames = Object.keys(proxyKinds) as readonly ProxyName[];
