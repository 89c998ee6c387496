import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { secret, signToken } from '../families/accessToken.ts';
import { PlainClient } from '../plainClient.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { Profile } from './profile.ts';
import { textOf, whenSays } from './visitor.ts';
import { blocksOf } from './xmlBlocks.ts';

const limitMs = 90_000;
const soon = { timeout: 30_000 };

let dataDir: string;
let server: ServerProcess;
let profile: Profile;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-offline-'));
  server = await startScriptorium({ dataDir, port: 0 });
}, limitMs);
beforeEach(async () => {
  if (!server.isRunning) await startAgain();
  profile = await Profile.create();
}, limitMs);
afterEach(() => profile.remove());
afterAll(async () => {
  await server.kill();
  await rm(dataDir, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  server = await startScriptorium({ dataDir, port: server.port });
}

async function open(document: string): Promise<Page> {
  const page = await profile.openPage();
  await page.goto(`${server.httpUrl}/d/${document}`);
  await textOf(page).waitFor();
  return page;
}

/** Opens a document while the server runs, and waits until the application would open without it. */
async function openForOffline(document: string): Promise<Page> {
  const page = await open(document);
  await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));
  await whenSays(page, /^Saved$/);
  return page;
}

async function type(page: Page, text: string): Promise<void> {
  await textOf(page).focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** What the head of the document says, one after the other, from now on. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  const said = await page.evaluateHandle(() => {
    const place = document.querySelector('[data-place=save]') as HTMLElement;
    const words = [place.textContent ?? ''];
    new MutationObserver(() => {
      const now = place.textContent ?? '';
      if (words.at(-1) !== now) words.push(now);
    }).observe(place, { childList: true, characterData: true, subtree: true });
    return words;
  });
  return () => said.jsonValue();
}

/** The text of a document at the server, as an unmodified y-websocket client reads it. */
async function readBlocks(document: string): Promise<readonly string[]> {
  const client = new PlainClient({ url: server.webSocketUrl, room: document });
  try {
    await client.whenSynced();
    return blocksOf(client.doc);
  } finally {
    client.close();
  }
}

it(
  'what was typed without a server is there when the browser was closed, opens without one, and is kept, sent and saved in turn',
  async () => {
    const before = await openForOffline('journey');
    await type(before, 'saved');
    await whenSays(before, /^Saved$/);
    await server.kill();
    await whenSays(before, /^Offline — you can go on writing$/);
    await type(before, ', kept');
    await whenSays(before, /^Offline — kept on this device$/);
    await profile.close();

    await profile.start();
    const after = await open('journey');
    expect(await textOf(after).innerText()).toBe('saved, kept');
    await whenSays(after, /^Offline — kept on this device$/);
    await type(after, ', kept again');
    await whenSays(after, /^Offline — kept on this device$/);
    const said = await listen(after);
    await startAgain();
    await whenSays(after, /^Saved$/);
    const inTurn = (await said()).filter((words) => words !== 'Sending…');
    expect(inTurn).toEqual(['Offline — kept on this device', 'Sent, saving…', 'Saved']);
    expect(await readBlocks('journey')).toEqual(['saved, kept, kept again']);
  },
  limitMs,
);

it(
  'what was shown as kept on this device is there when the browser is killed while somebody types',
  async () => {
    const page = await openForOffline('killed');
    await server.kill();
    await whenSays(page, /^Offline/);
    await textOf(page).focus();
    await page.evaluate(() => {
      const shown = { text: '' };
      Object.assign(window, { shown });
      const place = document.querySelector('[data-place=save]') as HTMLElement;
      const look = () => {
        const text = document.querySelector('.scriptorium-content')?.textContent ?? '';
        if (place.textContent === 'Offline — kept on this device') shown.text = text;
      };
      new MutationObserver(look).observe(place, { childList: true, characterData: true, subtree: true });
    });
    let shown = '';
    for (let word = 0; word < 12; word += 1) {
      await page.keyboard.type(`word${word} `);
      if (word % 4 === 3)
        await expect.poll(async () => (shown = await lastShown(page)), soon).toContain(`word${word} `);
    }
    const typing = page.keyboard.type('and on and on and on').catch(() => {});
    await profile.kill();
    await typing;
    await profile.start();
    const after = await open('killed');
    expect((await textOf(after).innerText()).replaceAll('\u00a0', ' ')).toContain(shown.trim());
  },
  limitMs,
);

function lastShown(page: Page): Promise<string> {
  return page.evaluate(() =>
    (window as unknown as { shown: { text: string } }).shown.text.replaceAll('\u00a0', ' '),
  );
}

it(
  'two tabs see what is typed in each without a server, and all of it is saved once',
  async () => {
    const one = await openForOffline('tabs');
    const two = await open('tabs');
    await server.kill();
    await Promise.all([whenSays(one, /^Offline/), whenSays(two, /^Offline/)]);
    await type(one, 'of the first');
    await expect.poll(() => textOf(two).innerText(), soon).toBe('of the first');
    await type(two, ', of the second');
    await expect.poll(() => textOf(one).innerText(), soon).toBe('of the first, of the second');
    await startAgain();
    await Promise.all([whenSays(one, /^Saved$/), whenSays(two, /^Saved$/)]);
    expect(await readBlocks('tabs')).toEqual(['of the first, of the second']);
  },
  limitMs,
);

it(
  'a full storage is shown, and what is typed is still there, and saved once the server is',
  async () => {
    const page = await openForOffline('full');
    const session = await profile.context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: server.httpUrl, quotaSize: 1 });
    // The browser goes by a quota that it has looked up before for up to half a minute.
    const words = async () => {
      const said = await page.locator('[data-place=save]').innerText();
      await type(page, 'much ');
      return said;
    };
    await expect
      .poll(words, { timeout: 60_000, interval: 2000 })
      .toBe('Saved; no copy on this device: its storage is full');
    await server.kill();
    await type(page, 'and more');
    await whenSays(
      page,
      /^Offline — changes only in this tab, and no copy on this device: its storage is full$/,
    );
    await startAgain();
    await whenSays(page, /^Saved/);
    expect((await readBlocks('full')).join('')).toContain('and more');
  },
  limitMs,
);

it(
  'a storage that does not answer is shown, writing goes on, and it is used once it does',
  async () => {
    const holder = await profile.openPage();
    await holder.goto(`${server.httpUrl}/healthz`);
    await holder.evaluate(async () => {
      const request = indexedDB.open('scriptorium');
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      indexedDB.deleteDatabase('scriptorium');
    });
    const page = await open('blocked');
    await type(page, 'typed all the same');
    await whenSays(page, /^Saved; no copy on this device: its storage does not answer$/);
    await holder.close();
    await whenSays(page, /^Saved$/);
    expect(await readBlocks('blocked')).toEqual(['typed all the same']);
  },
  limitMs,
);

it(
  'leaving is asked about only while something was not sent',
  async () => {
    const page = await openForOffline('leaving');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await type(page, 'saved');
    await whenSays(page, /^Saved$/);
    await page.reload();
    await textOf(page).waitFor();
    expect(asked).toEqual([]);
    await server.kill();
    await whenSays(page, /^Offline/);
    await type(page, ', not sent');
    await whenSays(page, /^Offline — kept on this device$/);
    await page.reload();
    await textOf(page).waitFor();
    expect(asked).toEqual(['beforeunload']);
    expect(await textOf(page).innerText()).toBe('saved, not sent');
  },
  limitMs,
);

it(
  'the list shows without a server what this device keeps, and can have it forgotten',
  async () => {
    const page = await openForOffline('listed');
    await page.getByRole('textbox', { name: 'Title' }).fill('Kept plans');
    await type(page, 'text');
    await whenSays(page, /^Saved$/);
    await server.kill();
    await whenSays(page, /^Offline/);
    await type(page, ', not sent');
    await whenSays(page, /^Offline — kept on this device$/);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${server.httpUrl}/`);
    await page
      .getByRole('region', { name: 'On this device' })
      .getByRole('link', { name: 'Kept plans' })
      .waitFor();
    await page.getByText('not sent yet').first().waitFor();
    await page.getByRole('link', { name: 'Kept plans' }).click();
    await textOf(page).waitFor();
    expect(await textOf(page).innerText()).toBe('text, not sent');
    await page.goto(`${server.httpUrl}/`);
    await page.getByRole('button', { name: 'Forget on this device' }).click();
    await page.getByText('would be lost').waitFor();
    await page.getByRole('button', { name: 'Forget them, and what was not sent' }).click();
    await expect.poll(() => page.getByText('Kept plans').count(), soon).toBe(0);
    await page.goto(`${server.httpUrl}/d/listed`);
    await page.getByText('The server does not answer yet').waitFor();
  },
  limitMs,
);

it(
  'what is kept for one person is not shown once another has signed in, and is there when the first comes back',
  async () => {
    const own = await mkdtemp(join(tmpdir(), 'scriptorium-offline-'));
    const args = ['--auth-secret', secret];
    let guarded = await startScriptorium({ dataDir: own, port: 0, args });
    onTestFinished(async () => {
      await guarded.kill();
      await rm(own, { recursive: true, force: true });
    });
    const page = await profile.openPage();
    page.on('dialog', (dialog) => void dialog.accept());
    const signIn = (user: string) =>
      page.goto(`${guarded.httpUrl}/?token=${signToken({ user, name: user, access: 'write' })}`);
    const openNotes = () => page.goto(`${guarded.httpUrl}/d/notes`);

    await signIn('ada');
    await openNotes();
    await textOf(page).waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));
    await type(page, 'of Ada');
    await whenSays(page, /^Saved$/);
    await guarded.kill();
    await type(page, ', not sent');
    await whenSays(page, /^Offline — kept on this device$/);
    await page.goto('about:blank');
    guarded = await startScriptorium({ dataDir: own, port: guarded.port, args });
    await signIn('béla');
    await page.getByRole('button', { name: 'New document' }).waitFor();
    await guarded.kill();
    await openNotes();
    await page.getByText('The server does not answer yet').waitFor();
    expect(await page.getByText('of Ada').count()).toBe(0);

    guarded = await startScriptorium({ dataDir: own, port: guarded.port, args });
    await openNotes();
    await whenSays(page, /^Saved$/);
    expect(await textOf(page).innerText()).toBe('of Ada');
    await signIn('ada');
    await openNotes();
    await whenSays(page, /^Saved$/);
    await expect.poll(() => textOf(page).innerText(), soon).toBe('of Ada, not sent');
  },
  limitMs,
);
