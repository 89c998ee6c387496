import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violationsOn } from './axe.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};
const dark: BrowserContextOptions = { colorScheme: 'dark' };

const stage = stageOfFile();

/** Ada in a document with one of everything that a page can show, and Béla with her. */
async function openRichDocument(options: BrowserContextOptions): Promise<Visitor> {
  const ada = await stage.visit({ name: 'Ada', ...options });
  const bela = await stage.visit({ name: 'Béla', color: '#127c86' });
  await Promise.all([ada.open('rich'), bela.open('rich')]);
  await bela.typeAtEnd('# A heading\nSome text with `code` in it\n- a point\nanother\n\n> a quotation\n');
  await ada.whenSeesCursorOf('Béla');
  await ada.whenSaving(/^Saved$/);
  return ada;
}

async function openList(options: BrowserContextOptions): Promise<Visitor> {
  const ada = await stage.visit({ name: 'Ada', ...options });
  await ada.open('listed');
  await ada.page.getByRole('textbox', { name: 'Title' }).fill('A document in the list');
  await ada.whenSaving(/^Saved$/);
  await ada.openListWith('A document in the list');
  return ada;
}

/** How far something sticks out to the right of the screen, in CSS pixels. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** How light the page's ground is: 0 black to 255 white. */
function lightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const painted = [document.body, document.documentElement].map(
      (each) => getComputedStyle(each).backgroundColor,
    );
    const canvas = document.createElement('canvas').getContext('2d');
    if (canvas === null) throw new Error('no canvas');
    canvas.fillStyle = painted.find((color) => color !== 'rgba(0, 0, 0, 0)') ?? 'Canvas';
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3;
  });
}

describe.each<[screen: string, options: BrowserContextOptions]>([
  ['on a desk', {}],
  ['on a phone', phone],
  ['in the dark', dark],
  ['on a phone in the dark', { ...phone, ...dark }],
])('%s', (_screen, options) => {
  it(
    'axe finds nothing in a document and nothing sticks out',
    async () => {
      const { page } = await openRichDocument(options);
      expect(await violationsOn(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await lightness(page))[options.colorScheme === 'dark' ? 'toBeLessThan' : 'toBeGreaterThan'](127);
    },
    limitMs,
  );

  it(
    'axe finds nothing in the list, in its menu and in its dialogs, and nothing sticks out',
    async () => {
      const { page } = await openList(options);
      expect(await violationsOn(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await lightness(page))[options.colorScheme === 'dark' ? 'toBeLessThan' : 'toBeGreaterThan'](127);
      await page.getByRole('button', { name: 'Actions for A document in the list' }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await page.getByRole('alertdialog').waitFor();
      expect(await violationsOn(page)).toEqual([]);
    },
    limitMs,
  );
});

it(
  'a document is made, written, formatted, renamed and deleted when there is only a keyboard',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const { page } = ada;
    const { keyboard } = page;
    await page.goto('/');
    await page.getByRole('button', { name: 'New document' }).waitFor();
    await tabTo(page, /New document/);
    await keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Text of the document' }).waitFor();
    await expect.poll(() => focused(page), soon).toContain('Title');
    await keyboard.type('By hand');
    await keyboard.press('Enter');
    await keyboard.type('plain ');
    await keyboard.press('Control+b');
    await keyboard.type('bold');
    await keyboard.press('Control+b');
    await keyboard.press('Enter');
    await keyboard.press('Alt+F10');
    await expect.poll(() => focused(page), soon).toContain('Kind of block');
    await keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), soon).toContain('Text');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.type('a heading');
    const content = page.getByRole('textbox', { name: 'Text of the document' });
    await expect.poll(() => content.locator('strong').allInnerTexts(), soon).toEqual(['bold']);
    await expect.poll(() => content.locator('h1').allInnerTexts(), soon).toEqual(['a heading']);
    await page.locator('[data-place=save]', { hasText: /^Saved$/ }).waitFor();

    await ada.openListWith('By hand');
    await tabTo(page, /Actions for By hand/);
    await keyboard.press('Enter');
    await expect.poll(() => focused(page), soon).toContain('Rename');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keyboard.type('By keyboard');
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'By keyboard' }).waitFor();
    await tabTo(page, /Actions for By keyboard/);
    await keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), soon).toContain('Rename');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await tabTo(page, /Delete for everybody/);
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'By keyboard' }).waitFor({ state: 'detached' });
  },
  limitMs,
);

/** What has the focus, in the words by which it is announced; nothing as long as it is the page itself. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    return `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`.trim();
  });
}

/** Presses Tab until it is there. @throws if it can't be reached so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}.`);
}
