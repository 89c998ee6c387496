import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundlePage, readEditorStyles } from './bundlePage.ts';
import { launchChromium } from './chromium.ts';
import type { Embedder } from './embedderPage.ts';
import { dropFiles, pixel } from './files.ts';
import { limitMs, soon } from './patience.ts';

let browser: Browser;
let page: Page;
let code: string;
let styles: string;
let errors: Error[];
beforeAll(async () => {
  [browser, code, styles] = await Promise.all([
    launchChromium(),
    bundlePage(new URL('embedderPage.ts', import.meta.url)),
    readEditorStyles(),
  ]);
}, limitMs);
beforeEach(async () => {
  page = await browser.newPage();
  errors = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.route('https://files.example/**', (route) =>
    route.fulfill({ contentType: 'image/png', body: pixel }),
  );
  await page.setContent('<!doctype html><meta charset="utf-8"><body></body>');
  await page.addStyleTag({ content: styles });
  await page.addScriptTag({ content: code });
  await ada().focus();
  await page.keyboard.type('one\ntwo');
}, limitMs);
afterEach(async () => {
  await page.close();
  expect(errors).toEqual([]);
});
afterAll(() => browser.close());

const ada = () => page.getByRole('textbox', { name: 'Ada' });
const bela = () => page.getByRole('textbox', { name: 'Béla' });
const waiting = (who: Locator) => who.locator('.scriptorium-waiting').allInnerTexts();
const pictures = (who: Locator) =>
  who
    .locator('figure img:not(.ProseMirror-separator)')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src')));

/** Asks the page; `ask` runs there, and can use nothing from outside but `argument`. */
function embedder<T>(ask: (its: Embedder, argument: string) => T, argument = ''): Promise<T> {
  return page.evaluate(`(${ask})(globalThis.embedder, ${JSON.stringify(argument)})`);
}

async function drop(name: string): Promise<void> {
  const files = [{ name, content: name.endsWith('.png') ? pixel : '%PDF' }];
  await dropFiles({ page, context: page.context() }, { files, onto: ada().getByText('one') });
  await expect.poll(() => embedder((its, file) => its.underWay(file), name), soon).toBe(1);
}

it(
  'while a file is uploaded only who brought it sees where it will be, and then it is there for everybody',
  async () => {
    await drop('cat.png');
    await drop('letter.pdf');
    expect((await waiting(ada())).toSorted()).toEqual(['Adding cat.png…', 'Adding letter.pdf…']);
    expect(await waiting(bela())).toEqual([]);
    await bela().getByText('one').click();
    await page.keyboard.press('Home');
    await page.keyboard.type('before ');
    expect(await embedder((its) => its.theirs())).not.toMatch(/figure|"file"|Adding/);
    await embedder((its) => its.finish('cat.png', 'https://files.example/cat.png'));
    await expect.poll(() => pictures(bela()), soon).toEqual(['https://files.example/cat.png']);
    expect(await waiting(ada())).toEqual(['Adding letter.pdf…']);
    await embedder((its) => its.finish('letter.pdf', 'https://files.example/letter.pdf'));
    await bela().getByText('letter.pdf').waitFor();
    expect(await waiting(ada())).toEqual([]);
    expect(await embedder((its) => its.refused)).toEqual([]);
    expect(await bela().getByText('before one', { exact: true }).count()).toBe(1);
  },
  limitMs,
);

it(
  'a file that could not be uploaded is named to who brought it, and nobody sees anything of it',
  async () => {
    await drop('cat.png');
    await drop('dog.png');
    await embedder((its) => its.fail('cat.png', '413 Content Too Large'));
    await expect.poll(() => embedder((its) => its.refused), soon).toEqual(['cat.png could not be uploaded.']);
    expect(await waiting(ada())).toEqual(['Adding dog.png…']);
    await embedder((its) => its.finish('dog.png', 'https://files.example/dog.png'));
    await expect.poll(() => pictures(bela()), soon).toEqual(['https://files.example/dog.png']);
    expect(await embedder((its) => its.theirs())).not.toContain('cat.png');
  },
  limitMs,
);

it.each([
  { what: 'is too long to be kept', src: `data:image/png;base64,${'A'.repeat(400_000)}` },
  { what: 'would run a script', src: 'javascript:alert(1)' },
])(
  'a file whose address $what is refused in words, and not written',
  async ({ src }) => {
    const before = await embedder((its) => its.theirs());
    await drop('cat.png');
    await embedder((its, address) => its.finish('cat.png', address), src);
    await expect.poll(() => embedder((its) => its.refused), soon).toEqual(['cat.png could not be uploaded.']);
    expect(await waiting(ada())).toEqual([]);
    expect(await embedder((its) => its.theirs())).toBe(before);
  },
  limitMs,
);

it(
  'a file is not written when what it was dropped on is deleted meanwhile, and writing goes on',
  async () => {
    await drop('cat.png');
    await ada().focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.type('new');
    await embedder((its) => its.finish('cat.png', 'https://files.example/cat.png'));
    await expect.poll(() => bela().innerText(), soon).toContain('new');
    expect(await waiting(ada())).toEqual([]);
    expect(await pictures(bela())).toEqual([]);
    expect(await embedder((its) => its.refused)).toEqual([]);
  },
  limitMs,
);
