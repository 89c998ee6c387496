import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PlainClient } from '../plainClient.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { Cable } from './cable.ts';
import { Profile } from './profile.ts';
import { readBlocks, textOf, whenSays } from './visitor.ts';
import { blocksOf } from './xmlBlocks.ts';

const limitMs = 90_000;
const soon = { timeout: 30_000 };

let dataDir: string;
let server: ServerProcess;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-reopened-'));
  server = await startScriptorium({ dataDir, port: 0 });
}, limitMs);
afterAll(async () => {
  await server.kill();
  await rm(dataDir, { recursive: true, force: true });
});

const read = (page: Page) => textOf(page).evaluate(readBlocks);

/** Somebody with a browser and a network of their own. */
class Person {
  readonly #document: string;
  readonly cable: Cable;
  readonly profile: Profile;

  private constructor(document: string, parts: Pick<Person, 'cable' | 'profile'>) {
    this.#document = document;
    this.cable = parts.cable;
    this.profile = parts.profile;
  }

  static async create(document: string): Promise<Person> {
    const cable = await Cable.lay(server.port);
    const profile = await Profile.create();
    onTestFinished(async () => {
      await profile.remove();
      await cable.cut();
    });
    return new Person(document, { cable, profile });
  }

  async open(): Promise<Page> {
    const page = await this.profile.openPage();
    await page.goto(`${this.cable.url}/d/${this.#document}`);
    await textOf(page).waitFor();
    return page;
  }
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  await textOf(page).focus();
  for (const key of ['Control+End', ...keys]) await page.keyboard.press(key);
}

/** What the server has, as an unmodified y-websocket client reads it. */
async function readServer(document: string): Promise<readonly string[]> {
  const client = new PlainClient({ url: server.webSocketUrl, room: document });
  try {
    await client.whenSynced();
    return blocksOf(client.doc);
  } finally {
    client.close();
  }
}

interface Story {
  /** What becomes of the page. */
  readonly end: string;
  readonly leave: (page: Page, person: Person) => Promise<void>;
  /** Whether the document is opened again, twice, before there is a network. */
  readonly isOffline: boolean;
}

const ends: Readonly<Record<string, Story['leave']>> = {
  'is closed': (page) => page.close(),
  'goes with its browser, which is killed': async (_page, { profile }) => {
    await profile.kill();
    await profile.start();
  },
};

const stories: readonly Story[] = Object.entries(ends).flatMap(([end, leave]) =>
  [true, false].map((isOffline) => ({ end, leave, isOffline })),
);

describe('E8: what was typed without a network in a paragraph that another deletes', () => {
  it.each(stories)(
    'comes back once when its page $end before it hears of that, and opens again (first without a network: $isOffline)',
    async ({ end, leave, isOffline }) => {
      const document = `${end} ${isOffline}`;
      const [ada, béla] = [await Person.create(document), await Person.create(document)];
      const before = await ada.open();
      await before.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));
      await press(before);
      await before.keyboard.type('first');
      await press(before, 'Enter');
      await before.keyboard.type('second');
      await whenSays(before, /^Saved$/);
      const other = await béla.open();
      await expect.poll(() => read(other), soon).toEqual(['first', 'second']);
      await ada.cable.cut();
      await whenSays(before, /^Offline/);
      await press(before);
      await before.keyboard.type(', mine');
      await whenSays(before, /^Offline — kept on this device$/);
      await leave(before, ada);
      await press(other, 'Shift+Home', 'Backspace', 'Backspace');
      await whenSays(other, /^Saved$/);
      expect(await read(other)).toEqual(['first']);

      const again = isOffline ? await openOffline(ada) : await openOnline(ada);
      const whole = ['first', ', mine'];
      await expect.poll(() => read(other), soon).toEqual(whole);
      await expect.poll(() => read(again), soon).toEqual(whole);
      await whenSays(again, /^Saved$/);
      await again.close();
      await server.kill();
      server = await startScriptorium({ dataDir, port: server.port });
      const last = await ada.open();
      await whenSays(last, /^Saved$/);
      expect([await read(last), await read(other), await readServer(document)]).toEqual(Array(3).fill(whole));
    },
    limitMs,
  );
});

async function openOnline(person: Person): Promise<Page> {
  await person.cable.mend();
  return person.open();
}

/** Opens the document without a network, and again, and then there is one. */
async function openOffline(person: Person): Promise<Page> {
  const page = await person.open();
  expect(await read(page)).toEqual(['first', 'second, mine']);
  await whenSays(page, /^Offline — kept on this device$/);
  await page.close();
  const again = await person.open();
  expect(await read(again)).toEqual(['first', 'second, mine']);
  await person.cable.mend();
  return again;
}
