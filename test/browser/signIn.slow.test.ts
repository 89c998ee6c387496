import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { secret, signToken } from '../families/accessToken.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { launchChromium } from './chromium.ts';
import { limitMs } from './patience.ts';
import { isFailure } from './visitor.ts';

let browser: Browser;
let server: ServerProcess;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-sign-in-'));
  const args = ['--auth-secret', secret, '--stamp-names'];
  [browser, server] = await Promise.all([launchChromium(), startScriptorium({ dataDir, port: 0, args })]);
}, limitMs);
afterAll(async () => {
  await browser.close();
  await server.kill();
  await rm(dataDir, { recursive: true, force: true });
});

interface Visit {
  readonly page: Page;
  /** What the page's policy kept from happening, and what went wrong. */
  readonly complaints: readonly string[];
}

/** Somebody in a browser of their own. */
async function visit(): Promise<Visit> {
  const context = await browser.newContext({ baseURL: server.httpUrl });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => isFailure(error) && complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

const linkTo = (path: string, access: string, documents = '*') =>
  `${path}?token=${signToken({ user: access, name: 'Ada of the token', access, documents })}`;

/** Where the text of a document is, once it can be seen. */
async function textIn(page: Page) {
  const content = page.getByRole('textbox', { name: 'Text of the document' });
  await content.waitFor();
  return content;
}

it(
  'somebody without a link is told to sign in, in the list and in a document',
  async () => {
    const { page, complaints } = await visit();
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in to see your documents' }).waitFor();
    expect(await page.getByRole('button', { name: 'New document' }).count()).toBe(0);
    await page.goto('/d/secret');
    await page.getByRole('heading', { name: 'You have no access to this document' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('sign in again');
    expect(complaints).toEqual([]);
  },
  limitMs,
);

it(
  'somebody with a link signs in by it, and the token is gone from the address',
  async () => {
    const { page, complaints } = await visit();
    await page.goto(linkTo('/', 'write'));
    expect(new URL(page.url()).search).toBe('');
    expect(await page.evaluate(() => document.cookie)).toMatch(/^scriptorium_sign_in=[\w-]{16}$/);
    await page.getByRole('button', { name: 'New document' }).click();
    const text = await textIn(page);
    await text.click();
    await page.keyboard.type('Written by Ada.');
    await page.getByText('Saved', { exact: true }).first().waitFor();
    await page.reload();
    expect(await (await textIn(page)).innerText()).toContain('Written by Ada.');
    expect(complaints).toEqual([]);
  },
  limitMs,
);

it(
  'somebody who may read sees the text, and nothing to change it by',
  async () => {
    const writer = await visit();
    await writer.page.goto(linkTo('/d/shared', 'write'));
    await (await textIn(writer.page)).click();
    await writer.page.keyboard.type('For all to read.');
    await writer.page.getByText('Saved', { exact: true }).first().waitFor();

    const { page, complaints } = await visit();
    await page.goto(linkTo('/d/shared', 'read'));
    await page.getByText('For all to read.').waitFor();
    await page.getByText('You can read this document').first().waitFor();
    expect(await page.locator('[contenteditable="true"]').count()).toBe(0);
    await page.goto('/');
    await page.locator('.entry-link').first().waitFor();
    expect(await page.getByRole('button', { name: 'New document' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Actions for/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  },
  limitMs,
);

it(
  'the application works under its own policy, which lets no other script run',
  async () => {
    const { page, complaints } = await visit();
    await page.goto(linkTo('/d/policed', 'write'));
    await (await textIn(page)).click();
    await page.keyboard.type('Under a policy.');
    await page.getByText('Saved', { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.name = "broken into"';
      document.body.append(script);
    });
    expect(await page.evaluate(() => window.name)).toBe('');
    expect(complaints.join()).toContain('Content Security Policy');
  },
  limitMs,
);
