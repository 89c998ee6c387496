import { describe, expect, it } from 'vitest';
import { SettingsError } from './setting.ts';
import { helpText, parseCommand } from './settings.ts';

const parse = (args: string, environment: Record<string, string> = {}) =>
  parseCommand(args === '' ? [] : args.split(' '), environment);

/** The settings that a call leads to. */
function settings(args: string, environment?: Record<string, string>) {
  const command = parse(args, environment);
  if (command.kind !== 'serve') throw new Error(`not to be served: ${command.kind}`);
  return command.settings;
}

describe('parseCommand', () => {
  it('serves on loopback by default', () => {
    expect(settings('')).toMatchObject({ host: '127.0.0.1', port: 1234, data: './data', allowOrigin: [] });
  });

  it('serves when told nothing else, or just that', () => {
    expect(parse('serve --port 8080')).toEqual(parse('--port 8080'));
  });

  it('prefers a flag to the environment, and both to the default', () => {
    const environment = { PORT: '2000', DATA_DIR: '/srv/data', HOST: '' };
    expect(settings('--port 8080', environment)).toMatchObject({
      port: 8080,
      data: '/srv/data',
      host: '127.0.0.1',
    });
  });

  it('reads lists and switches', () => {
    const environment = { ALLOW_ORIGIN: 'https://a.example, https://b.example', ALLOW_ANYONE: '1' };
    expect(settings('', environment)).toMatchObject({
      allowOrigin: ['https://a.example', 'https://b.example'],
      allowAnyone: true,
    });
    expect(settings('--allow-anyone').allowAnyone).toBe(true);
  });

  it('keeps all history unless it is told for how many days', () => {
    expect(settings('').historyDays).toBeUndefined();
    expect(settings('--history-days 0').historyDays).toBe(0);
    expect(settings('', { HISTORY_DAYS: '30' }).historyDays).toBe(30);
    expect(helpText('serve')).not.toContain('undefined');
  });

  it.each([
    ['--prot 1', /--prot.*--help/],
    ['--port', /--port/],
    ['--base-path docs', /--base-path must be a path such as \/docs.*not "docs"/],
    ['--base-path /docs/', /--base-path must be a path/],
    ['--port x', /--port must be a whole number from 0 to 65535, not "x"/],
    ['--port 70000', /--port/],
    ['--port -1', /--port/],
    ['frobnicate --port 1', /no command "frobnicate".*--help/],
    ['check backup', /--help/],
    ['check --port 1', /--port.*--help/],
    ['--document minutes', /--document.*--help/],
    ['backup', /--to is missing/],
    ['backup --to', /--to/],
    ['--host 0.0.0.0', /--auth-secret-file.*--auth-jwks.*--auth-url.*--host 127.0.0.1.*--allow-anyone/],
    ['--trust-proxy 127.0.0.1', /the proxy.*--auth-secret-file.*--allow-anyone/],
    ['--auth-secret s --auth-url http://a', /^--auth-secret and --auth-url contradict/],
    ['--auth-secret s --auth-secret-file f', /^--auth-secret and --auth-secret-file contradict/],
    ['--auth-jwks k --allow-anyone', /^--allow-anyone and --auth-jwks contradict/],
    ['--admin-token a --admin-token-file f', /^--admin-token and --admin-token-file contradict/],
    ['--auth-issuer i', /--auth-issuer.*need --auth-secret-file or --auth-jwks/],
    ['--auth-audience i --auth-url http://a', /--auth-audience.*need --auth-secret-file or --auth-jwks/],
    ['--tls-cert c', /--tls-cert and --tls-key belong together/],
    ['--tls-key k', /--tls-cert and --tls-key belong together/],
    ['token --documents *', /--user is missing/],
    ['token --user ada', /--documents is missing/],
    ['--host example.org', /--allow-anyone/],
  ])('refuses "%s" in one line that says what to do', (args, message) => {
    expect(() => parse(args)).toThrow(SettingsError);
    expect(() => parse(args)).toThrow(message);
    expect(() => parse(args)).not.toThrow(/\n/);
  });

  it('names the variable that is wrong', () => {
    expect(() => parse('', { PORT: 'eighty' })).toThrow(/^PORT must be/);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('serves on %s without sign-in', (host) => {
    expect(settings(`--host ${host}`).host).toBe(host);
  });

  it.each(['--auth-secret-file f', '--auth-jwks k', '--auth-url http://a', '--allow-anyone'])(
    'serves everywhere with "%s"',
    (protection) => {
      expect(settings(`--host 0.0.0.0 --trust-proxy 10.0.0.0/8 ${protection}`).host).toBe('0.0.0.0');
    },
  );

  it('reads the flags of each command, and the environment where it counts', () => {
    expect(parse('check', { DATA_DIR: '/srv/data' })).toEqual({
      kind: 'check',
      settings: { data: '/srv/data', document: '' },
    });
    expect(parse('check --data d --document minutes')).toMatchObject({
      settings: { data: 'd', document: 'minutes' },
    });
    expect(parse('backup --to b', { TO: 'elsewhere' })).toEqual({
      kind: 'backup',
      settings: { data: './data', to: 'b' },
    });
  });

  it('tells help and version from serving', () => {
    expect([parse('--help').kind, parse('-h').kind, parse('--version').kind]).toEqual([
      'help',
      'help',
      'version',
    ]);
  });
});

it('the help of a command has its flags only, and the general one has all', () => {
  expect(parse('check --help')).toEqual({ kind: 'help', command: 'check' });
  expect(helpText('check')).toContain('--document');
  expect(helpText('check')).not.toMatch(/--port|--to/);
  for (const usage of ['scriptorium [flags]', 'scriptorium check', 'scriptorium backup', '--to', '--port'])
    expect(helpText()).toContain(usage);
  expect(helpText()).not.toContain('()');
});

it('the help has a line for every setting', () => {
  for (const word of ['--host', '--port', '--data', '--allow-origin', '--allow-anyone', 'DATA_DIR', '(1234)'])
    expect(helpText()).toContain(word);
});
