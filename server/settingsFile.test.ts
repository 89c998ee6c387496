import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SettingsError } from './setting.ts';
import { parseCommand } from './settings.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'scriptorium-settings-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function settings(args: readonly string[], environment: Record<string, string> = {}) {
  const command = parseCommand(args, environment);
  if (command.kind !== 'serve') throw new Error(`not to be served: ${command.kind}`);
  return command.settings;
}

describe('--config', () => {
  it('gives settings of every kind, behind flags and variables', () => {
    const path = write('all.json', {
      port: 8080,
      data: '/srv/data',
      'allow-origin': ['https://a.example', 'https://b.example'],
      'allow-anyone': true,
      'frame-bytes': 1000,
    });
    expect(settings(['--config', path, '--port', '1'], { DATA_DIR: '/elsewhere' })).toMatchObject({
      port: 1,
      data: '/elsewhere',
      allowOrigin: ['https://a.example', 'https://b.example'],
      allowAnyone: true,
      frameBytes: 1000,
    });
    expect(settings([], { CONFIG_FILE: path })).toMatchObject({ port: 8080 });
  });

  it.each<[string, unknown, RegExp]>([
    ['has a name that there is not', { prot: 80 }, /no setting "prot".*Did you mean "port"\?/],
    ['names another file', { config: 'x' }, /no setting "config"/],
    ['is no JSON', 'port: 80', /is not a JSON object/],
    ['is a list', ['port'], /is not a JSON object/],
    ['has a value that is wrong', { port: 'http' }, /^"port" in .*must be a whole number/],
    ['has a value of no kind', { port: { value: 80 } }, /must have a text, a number/],
    ['has a limit of nothing', { 'frame-bytes': 0 }, /"frame-bytes" in .*from 1, not "0"/],
  ])('is refused in one line that says what to do when it %s', (_, content, message) => {
    const args = ['--config', write('wrong.json', content)];
    expect(() => settings(args)).toThrow(SettingsError);
    expect(() => settings(args)).toThrow(message);
    expect(() => settings(args)).not.toThrow(/\n/);
  });

  it('is refused when it is not there', () => {
    expect(() => settings(['--config', join(directory, 'none.json')])).toThrow(/none\.json can not be read/);
  });
});

describe('a secret in a file', () => {
  it('is taken without the end of its line', () => {
    const path = write('token', 'open sesame\n');
    expect(settings(['--metrics-token-file', path]).metricsToken).toBe('open sesame');
    expect(settings([], { METRICS_TOKEN_FILE: path }).metricsToken).toBe('open sesame');
  });

  it('is refused when there is another, or none', () => {
    const args = ['--metrics-token-file', write('token', 'one'), '--metrics-token', 'two'];
    expect(() => settings(args)).toThrow(/--metrics-token and --metrics-token-file contradict each other/);
    expect(() => settings(['--metrics-token-file', write('empty', '\n')])).toThrow(/is empty/);
  });
});

it.each([
  [['--prot', '80'], /'--prot'\. Did you mean "--port"\? "--help"/],
  [['--idle-secnods', '80'], /Did you mean "--idle-seconds"\?/],
  [['chekc'], /no command "chekc"\. Did you mean "check"\?/],
] as const)('a name that is nearly right in %j is answered with the right one', (args, message) => {
  expect(() => parseCommand(args, {})).toThrow(message);
});
