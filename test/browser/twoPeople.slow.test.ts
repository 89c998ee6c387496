import type { BrowserContextOptions } from 'playwright-core';
import { expect, it } from 'vitest';
import { expectEverywhere } from './agreement.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/** Ada and Béla in the same document, both able to type. */
async function twoIn(
  document: string,
  belaAt: BrowserContextOptions = {},
): Promise<readonly [Visitor, Visitor]> {
  const ada = await stage.visit({ name: 'Ada', color: '#c3473f' });
  const bela = await stage.visit({ name: 'Béla', color: '#127c86', ...belaAt });
  await Promise.all([ada.open(document), bela.open(document)]);
  return [ada, bela];
}

it(
  'what both type at once arrives whole on both pages when each writes in a paragraph of their own',
  async () => {
    const [ada, bela] = await twoIn('at-once');
    await ada.typeAtEnd('one\ntwo');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two']);
    await Promise.all([ada.goTo('start'), bela.goTo('end')]);
    await Promise.all([
      ada.type('the quick brown fox 🦊 jumps over the lazy dog and '),
      bela.type(' and pack my box with five dozen liquor jugs 🍶'),
    ]);
    await expectEverywhere(stage, {
      document: 'at-once',
      visitors: [ada, bela],
      blocks: [
        'the quick brown fox 🦊 jumps over the lazy dog and one',
        'two and pack my box with five dozen liquor jugs 🍶',
      ],
    });
  },
  limitMs,
);

it(
  'neither loses a letter when both type into the same paragraph',
  async () => {
    const [ada, bela] = await twoIn('same-paragraph');
    await ada.typeAtEnd('(middle)');
    await expect.poll(() => bela.blocks(), soon).toEqual(['(middle)']);
    await bela.goTo('start');
    await Promise.all([ada.type(' what Ada adds behind it'), bela.type('what Béla puts before it ')]);
    await expectEverywhere(stage, {
      document: 'same-paragraph',
      visitors: [ada, bela],
      blocks: ['what Béla puts before it (middle) what Ada adds behind it'],
    });
  },
  limitMs,
);

it(
  'each sees the cursor of the other with the name when both are in the document',
  async () => {
    const [ada, bela] = await twoIn('cursors');
    await ada.typeAtEnd('here am I');
    await bela.whenSeesCursorOf('Ada');
    await expect.poll(() => bela.blocks(), soon).toEqual(['here am I']);
    await bela.typeAtEnd(' and I');
    await ada.whenSeesCursorOf('Béla');
    await ada.page.getByRole('button', { name: 'Who is here: you (Ada), Béla' }).waitFor();
    await bela.page.close();
    await ada.page.getByRole('button', { name: 'Who is here: you (Ada)', exact: true }).waitFor();
  },
  limitMs,
);

it(
  'the text and the title are there again when the page is reloaded',
  async () => {
    const [ada, bela] = await twoIn('reload');
    await ada.page.getByRole('textbox', { name: 'Title' }).fill('A title');
    await ada.typeAtEnd('written before the reload');
    await ada.whenSaving(/^Saved$/);
    await ada.page.reload();
    await ada.content.waitFor();
    await expect.poll(() => ada.page.title(), soon).toContain('A title');
    await ada.typeAtEnd(', and after it');
    await expectEverywhere(stage, {
      document: 'reload',
      visitors: [ada, bela],
      blocks: ['written before the reload, and after it'],
    });
  },
  limitMs,
);

it(
  'both have what both typed when one was offline for a while',
  async () => {
    const cable = await stage.layCable();
    const [ada, bela] = await twoIn('offline', { baseURL: cable.url });
    await ada.typeAtEnd('first\nsecond');
    await expect.poll(() => bela.blocks(), soon).toEqual(['first', 'second']);
    await Promise.all([cable.cut(), bela.context.setOffline(true)]);
    await bela.whenSaving(/^Offline/);
    await bela.typeAtEnd(' by Béla, offline');
    await bela.whenSaving(/kept on this device/);
    await ada.typeAtStart('Ada, online: ');
    await ada.whenSaving(/^Saved$/);
    expect(await bela.blocks()).toEqual(['first', 'second by Béla, offline']);
    await Promise.all([cable.mend(), bela.context.setOffline(false)]);
    await expectEverywhere(stage, {
      document: 'offline',
      visitors: [ada, bela],
      blocks: ['Ada, online: first', 'second by Béla, offline'],
    });
  },
  limitMs,
);

it(
  'both have what both typed when the server was killed and started again in between',
  async () => {
    const [ada, bela] = await twoIn('killed');
    await ada.typeAtEnd('before\nbefore, too');
    await expect.poll(() => bela.blocks(), soon).toEqual(['before', 'before, too']);
    await stage.killServer();
    await Promise.all([ada.whenSaving(/^Offline/), bela.whenSaving(/^Offline/)]);
    await Promise.all([ada.typeAtStart('Ada meanwhile, '), bela.typeAtEnd(', Béla meanwhile')]);
    await stage.startServer();
    await expectEverywhere(stage, {
      document: 'killed',
      visitors: [ada, bela],
      blocks: ['Ada meanwhile, before', 'before, too, Béla meanwhile'],
    });
  },
  limitMs,
);

it(
  'that the server is away stays in sight, and covers no caret, when one reads on and writes at the upper edge',
  async () => {
    const [ada] = await twoIn('away');
    await ada.typeAtEnd('line\n'.repeat(60));
    const seen = () =>
      ada.page.evaluate(() => {
        const words = document.querySelector('[data-place=save]')?.getBoundingClientRect();
        const toolbar = document.querySelector('.toolbar')?.getBoundingClientRect();
        const at = getSelection()?.focusNode;
        const caret = (at instanceof Element ? at : at?.parentElement)?.closest('p')?.getBoundingClientRect();
        if (!words || !toolbar || !caret) throw new Error('There are no words, no toolbar or no caret.');
        return { words: words.bottom > 0, caret: caret.top > toolbar.bottom };
      });
    await expect.poll(async () => (await seen()).words, soon).toBe(false);
    await stage.killServer();
    await ada.whenSaving(/^Offline/);
    await expect.poll(async () => (await seen()).words, soon).toBe(true);
    for (let line = 0; line < 40; line++) await ada.page.keyboard.press('ArrowUp');
    await ada.type('written');
    await expect.poll(seen, soon).toEqual({ words: true, caret: true });
    await stage.startServer();
    await ada.whenSaving(/^Saved$/);
    await expect.poll(async () => (await seen()).words, soon).toBe(false);
  },
  limitMs,
);

it(
  'what was shown as saved is on the disk when the server is killed and everybody has gone',
  async () => {
    const [ada, bela] = await twoIn('saved');
    await ada.typeAtEnd('the page called this saved 💾');
    await ada.whenSaving(/saving…$/);
    await ada.whenSaving(/^Saved$/);
    await stage.killServer();
    await Promise.all([ada.leave(), bela.leave()]);
    await stage.startServer();
    expect(await stage.readBlocks('saved')).toEqual(['the page called this saved 💾']);
  },
  limitMs,
);

it(
  'undo takes back what oneself typed and nothing of the other when both have typed',
  async () => {
    const [ada, bela] = await twoIn('undo');
    await ada.typeAtEnd('of Ada');
    await expect.poll(() => bela.blocks(), soon).toEqual(['of Ada']);
    await bela.typeAtEnd('\nof Béla');
    await expect.poll(() => ada.blocks(), soon).toEqual(['of Ada', 'of Béla']);
    await bela.page.keyboard.press('Control+z');
    await expect.poll(() => bela.blocks().then((blocks) => blocks.join('')), soon).toBe('of Ada');
    await expect.poll(() => ada.blocks().then((blocks) => blocks.join('')), soon).toBe('of Ada');
  },
  limitMs,
);
