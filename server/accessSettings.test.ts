import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { adminTokenOf, authorityOptions, signingSecret } from './accessSettings.ts';
import { SettingsError } from './setting.ts';
import { parseCommand } from './settings.ts';

const secret = 'a secret of at least thirty-two bytes';

function settings(...args: string[]) {
  const command = parseCommand(args, {});
  if (command.kind !== 'serve') throw new Error(`not to be served: ${command.kind}`);
  return command.settings;
}

function fileWith(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'secret'), content);
  return join(directory, 'secret');
}

it('a secret is taken from its file without the line break behind it', () => {
  const file = fileWith(`${secret}\n`);
  expect(signingSecret(settings('--auth-secret-file', file))).toBe(secret);
  expect(adminTokenOf(settings('--admin-token-file', fileWith('token-of-the-operator\n')))).toBe(
    'token-of-the-operator',
  );
});

it('a secret that is too short, missing, or empty is refused without being shown', () => {
  for (const args of [
    ['--auth-secret', 'hush'],
    ['--auth-secret-file', fileWith('hush')],
    ['--auth-secret-file', fileWith('\n')],
    ['--auth-secret-file', '/nowhere'],
    ['--admin-token', 'hush'],
  ]) {
    const read = () => [authorityOptions(settings(...args)), adminTokenOf(settings(...args))];
    expect(read).toThrow(SettingsError);
    expect(read).not.toThrow(/hush|undefined/);
  }
});

it('each way to sign in leads to its authority, with whom it expects', () => {
  expect(authorityOptions(settings())).toBeUndefined();
  expect(authorityOptions(settings('--auth-url', 'http://app/'))).toEqual({ url: 'http://app/' });
  expect(
    authorityOptions(settings('--auth-jwks', 'k', '--auth-issuer', 'i', '--auth-audience', 'a')),
  ).toEqual({
    jwks: 'k',
    issuer: 'i',
    audience: 'a',
  });
  expect(authorityOptions(settings('--auth-secret', secret))).toEqual({ secret });
});
