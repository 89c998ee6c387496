import { expect, it } from 'vitest';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/**
 * Chromium tells of a new selection by an event that may come after the next key has been pressed, one time in ten where a
 * machine is busy. For this visitor it never comes.
 */
async function visitUntold(name: string): Promise<Visitor> {
  const visitor = await stage.visit({ name });
  await visitor.context.addInitScript(() => {
    addEventListener(
      'selectionchange',
      (event) => {
        if (event.isTrusted) event.stopImmediatePropagation();
      },
      { capture: true },
    );
  });
  return visitor;
}

it(
  'a key acts where the caret is when the browser has not told of it yet',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await visitUntold('Béla');
    await Promise.all([ada.open('untold'), bela.open('untold')]);
    await ada.typeAtEnd('# On ink\nOak gall\n- grind');
    await expect.poll(() => bela.blocks(), soon).toEqual(['On ink', 'Oak gall', 'grind']);
    await bela.typeAtEnd('\nsoak');
    await expect.poll(() => ada.blocks(), soon).toEqual(['On ink', 'Oak gall', 'grind', 'soak']);
  },
  limitMs,
);

it(
  'the caret stays where it was put when somebody else writes before the browser has told of it',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await visitUntold('Béla');
    await Promise.all([ada.open('put'), bela.open('put')]);
    await ada.typeAtEnd('one\ntwo');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two']);
    await bela.content.locator('p').last().click();
    await bela.page.keyboard.press('End');
    await ada.type('\nthree');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two', 'three']);
    await bela.type('!');
    await expect.poll(() => ada.blocks(), soon).toEqual(['one', 'two!', 'three']);
  },
  limitMs,
);

it(
  'a link is made of what was just selected by keyboard when the browser has not told of it yet',
  async () => {
    const ada = await visitUntold('Ada');
    await ada.open('link');
    await ada.typeAtEnd('see the paper');
    await ada.page.keyboard.press('Control+Shift+ArrowLeft');
    await ada.page.getByRole('button', { name: 'Link', exact: true }).click();
    await ada.page.getByRole('textbox', { name: 'Address' }).fill('example.org');
    await ada.page.keyboard.press('Enter');
    await expect.poll(() => ada.content.locator('a').allInnerTexts(), soon).toEqual(['paper']);
  },
  limitMs,
);

it(
  'the arrow keys lead from the title into the text and back',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.open('arrows');
    const title = ada.page.getByRole('textbox', { name: 'Title' });
    await title.fill('On ink');
    await ada.page.keyboard.press('ArrowDown');
    await ada.type('one\ntwo');
    await ada.page.keyboard.press('ArrowUp');
    await ada.type('!');
    await ada.page.keyboard.press('ArrowUp');
    await ada.type('?');
    await expect.poll(() => ada.blocks(), soon).toEqual(['one!', 'two']);
    await expect.poll(() => title.inputValue(), soon).toBe('On ink?');
  },
  limitMs,
);

it(
  'the caret never goes below the toolbar when it is moved up or something is typed at the edge',
  async () => {
    const ada = await stage.visit({ name: 'Ada', viewport: { width: 1000, height: 600 } });
    await ada.open('edges');
    await ada.typeAtEnd(Array.from({ length: 40 }, (_, line) => `Line ${line}`).join('\n'));
    const room = () =>
      ada.page.evaluate(() => {
        const caret = getSelection()?.getRangeAt(0).getBoundingClientRect();
        const toolbar = document.querySelector('.toolbar')?.getBoundingClientRect();
        if (caret === undefined || toolbar === undefined) throw new Error('There is no caret or no toolbar.');
        return { above: caret.top - toolbar.bottom, below: innerHeight - caret.bottom };
      });
    await expect.poll(async () => (await room()).below, soon).toBeGreaterThan(40);
    for (let line = 0; line < 25; line++) await ada.page.keyboard.press('ArrowUp');
    await expect.poll(async () => (await room()).above, soon).toBeGreaterThan(10);
    // Half below the toolbar by the wheel, and typed into there.
    await ada.page.mouse.move(500, 300);
    await ada.page.mouse.wheel(0, (await room()).above + 20);
    await expect.poll(async () => (await room()).above, soon).toBeLessThan(0);
    await ada.type('!');
    await expect.poll(async () => (await room()).above, soon).toBeGreaterThan(10);
  },
  limitMs,
);
