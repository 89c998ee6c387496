import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exchange, readShipped } from './shippedFile.ts';

/** Of ten, in systemd's own measure: 2 is the least for what has to reach the network and makes code while it runs. */
const exposureMax = 2;

/** What systemd says about the shipped unit, with this machine's Node in it. */
function analyze(...args: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'scriptorium-unit-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'scriptorium.service');
  writeFileSync(file, exchange(readShipped('scriptorium.service'), [['/usr/bin/node', process.execPath]]));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', [...args, file], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

it('systemd understands all of the unit', () => {
  expect(analyze('verify')).toEqual({ status: 0, said: '' });
});

it('systemd finds the unit well confined', () => {
  const { status, said } = analyze(
    'security',
    '--offline=true',
    '--no-pager',
    `--threshold=${exposureMax * 10}`,
  );
  expect(said).toContain('Overall exposure level');
  expect(status, said.trim().split('\n').at(-1)).toBe(0);
});
