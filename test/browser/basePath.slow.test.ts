import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { secret, signToken } from '../families/accessToken.ts';
import { PathProxy } from '../families/pathProxy.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { launchChromium } from './chromium.ts';
import { limitMs } from './patience.ts';
import { isFailure } from './visitor.ts';

const path = '/team/docs';

let browser: Browser;
let server: ServerProcess;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-base-path-'));
  const args = ['--base-path', path, '--trust-proxy', '127.0.0.1', '--auth-secret', secret];
  [browser, server] = await Promise.all([launchChromium(), startScriptorium({ dataDir, port: 0, args })]);
}, limitMs);
afterAll(async () => {
  await browser.close();
  await server.kill();
  await rm(dataDir, { recursive: true, force: true });
});

it.each([
  ['passes it on', false],
  ['takes it off', true],
])(
  'the application signs in, lists, creates, opens and saves below a path when the proxy %s',
  async (_, takesOff) => {
    const { httpUrl } = await PathProxy.start({ port: server.port, path, takesOff });
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => isFailure(error) && failures.push(String(error)));
    page.on('response', (response) => {
      if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
    });
    // Without its last slash, as people type it.
    await page.goto(`${httpUrl}?token=${signToken({ user: 'ada', name: 'Ada', access: 'write' })}`);
    expect(page.url()).toBe(`${httpUrl}/`);
    await page.getByRole('button', { name: 'New document' }).click();
    const text = page.getByRole('textbox', { name: 'Text of the document' });
    await text.click();
    await page.keyboard.type('Below a path.');
    await page.getByText('Saved', { exact: true }).first().waitFor();
    expect(page.url()).toMatch(`${httpUrl}/d/`);
    await page.getByRole('link', { name: 'All documents' }).click();
    expect(page.url()).toBe(`${httpUrl}/`);
    await page.locator('.entry-link').first().click();
    await text.getByText('Below a path.').waitFor();
    expect(failures).toEqual([]);
  },
  limitMs,
);
