import { expect, it } from 'vitest';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';

const stage = stageOfFile();

it(
  'E14: an input method goes on composing while somebody else types in the same paragraph, and nothing is lost',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await stage.visit({ name: 'Béla' });
    await Promise.all([ada.open('compose'), bela.open('compose')]);
    await ada.typeAtEnd('one\ntwo');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two']);
    const ends = await ada.page.evaluateHandle(() => {
      const seen = { count: 0 };
      addEventListener('compositionend', () => {
        seen.count += 1;
      });
      return seen;
    });
    const method = await ada.context.newCDPSession(ada.page);
    await method.send('Input.imeSetComposition', { text: 'k', selectionStart: 1, selectionEnd: 1 });
    await bela.content.locator('p').last().click();
    await bela.page.keyboard.press('Home');
    await bela.type('before ');
    await bela.content.locator('p').first().click();
    await bela.page.keyboard.press('End');
    await bela.type('!');
    await expect.poll(() => ada.blocks(), soon).toEqual(['one!', 'twok']);
    await method.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    expect(await ends.evaluate(({ count }) => count)).toBe(0);
    await method.send('Input.insertText', { text: '火' });
    for (const person of [ada, bela])
      await expect.poll(() => person.blocks(), soon).toEqual(['one!', 'before two火']);
    await ada.type('.');
    for (const person of [ada, bela])
      await expect.poll(() => person.blocks(), soon).toEqual(['one!', 'before two火.']);
  },
  limitMs,
);

it(
  'E14: what an input method composes goes along when somebody else splits the paragraph before it',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await stage.visit({ name: 'Béla' });
    await Promise.all([ada.open('compose and split'), bela.open('compose and split')]);
    await ada.typeAtEnd('one and two');
    const method = await ada.context.newCDPSession(ada.page);
    await method.send('Input.imeSetComposition', { text: 'k', selectionStart: 1, selectionEnd: 1 });
    await expect.poll(() => bela.blocks(), soon).toEqual(['one and twok']);
    await bela.goTo('end');
    await bela.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await expect.poll(() => ada.blocks(), soon).toEqual(['one and', ' twok']);
    await method.send('Input.imeSetComposition', { text: 'か', selectionStart: 1, selectionEnd: 1 });
    await method.send('Input.insertText', { text: '火' });
    await ada.type('.');
    // Its words are on the page anew, which ends a composition: what it had by then stays, and it goes on behind that.
    for (const person of [ada, bela])
      await expect.poll(() => person.blocks(), soon).toEqual(['one and', ' twok火.']);
  },
  limitMs,
);
