import { expect, it } from 'vitest';
import { OtherProgram } from './clipboard.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/** To be awaited, with what each block is to hold. */
const shows = (visitor: Visitor) => expect.poll(() => visitor.blocks(), soon);

/** Each is one character to who reads it, and from two to eleven units to a program (E21). */
const characters = ['😀', '👍🏽', '👨‍👩‍👧‍👦', '🇭🇺', 'e\u0301', '𝔸'];

it.each(characters)(
  'E21: %s is typed, passed by the caret, selected and deleted as the one character that it is',
  async (character) => {
    const ada = await stage.writer(`character-${characters.indexOf(character)}`);
    const bela = await stage.visit({ name: 'Béla' });
    await bela.open(`character-${characters.indexOf(character)}`);
    await ada.page.keyboard.insertText(`a${character}${character}b`);
    await shows(bela).toEqual([`a${character}${character}b`]);
    await ada.press('ArrowLeft', 'ArrowLeft');
    await ada.type('-');
    await shows(bela).toEqual([`a${character}-${character}b`]);
    await ada.press('ArrowRight', 'Shift+ArrowLeft');
    await ada.type('+');
    await shows(bela).toEqual([`a${character}-+b`]);
    await ada.press('ArrowLeft', 'ArrowLeft', 'Shift+ArrowLeft', 'Delete');
    await shows(bela).toEqual(['a-+b']);
    await ada.press('Control+z');
    await shows(bela).toEqual([`a${character}-+b`]);
    // What was typed over the second one began where the caret had been left, so it is undone with the dash.
    await ada.press('Control+z');
    await shows(bela).toEqual([`a${character}${character}b`]);
  },
  limitMs,
);

it(
  'what is written from right to left stands on the right, and arrows and deletion follow it',
  async () => {
    const ada = await stage.writer('rtl');
    await ada.type('שלום עולם\nhello');
    const line = ada.content.locator('p').first();
    expect(await line.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
    const last = ada.content.locator('p').last();
    expect(await last.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
    await ada.goTo('start');
    // The start is on the right, so that left leads on.
    await ada.press('ArrowLeft', 'ArrowLeft');
    await ada.type('x');
    await shows(ada).toEqual(['שלxום עולם', 'hello']);
    await ada.press('Backspace', 'Delete');
    await shows(ada).toEqual(['שלם עולם', 'hello']);
    await ada.press('End', 'Backspace');
    await shows(ada).toEqual(['שלם עול', 'hello']);
  },
  limitMs,
);

it(
  'a paragraph of 100,000 characters is pasted, typed into at its middle and end, and seen by the other',
  async () => {
    const ada = await stage.writer('long');
    const bela = await stage.visit({ name: 'Béla' });
    await bela.open('long');
    const words = 'wordy '.repeat(100_000 / 6);
    const other = await OtherProgram.start(ada);
    await other.copy({ 'text/plain': words });
    await ada.press('Control+v');
    await expect.poll(async () => (await bela.blocks())[0]?.length, soon).toBe(words.length);
    await ada.goTo('end');
    await ada.type('the end');
    await ada.goTo('start');
    await ada.press('Control+ArrowRight', 'ArrowDown');
    await ada.type('😀here');
    await ada.press('Backspace');
    const written = async () => {
      const [text = ''] = await bela.blocks();
      return { length: text.length, middle: text.indexOf('😀her') > 0, end: text.endsWith('the end') };
    };
    const length = words.length + 'the end😀her'.length;
    await expect.poll(written, soon).toEqual({ length, middle: true, end: true });
    await ada.press('Control+z', 'Control+z', 'Control+z');
    await shows(bela).toEqual([]);
  },
  limitMs,
);
