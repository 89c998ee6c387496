import { describe, expect, it } from 'vitest';
import { frameOrigins } from '../../editor/schema/embedProvider.ts';
import { violationsOn } from './axe.ts';
import { pixel } from './files.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/** Types `/` and a name, and chooses the first that is offered. */
async function insert(visitor: Visitor, name: string): Promise<void> {
  await visitor.type(`/${name}`);
  await visitor.page.getByRole('listbox', { name: 'Insert' }).waitFor();
  await visitor.press('Enter');
}

/** Names the three columns of a new table; Tab is the table's once what can be done with tables has been loaded. */
async function fillHead(visitor: Visitor): Promise<void> {
  const late = await visitor.page.waitForFunction(
    () => performance.getEntriesByType('resource').find(({ name }) => name.includes('/late-'))?.name,
  );
  // It has come, which is not to say that it has run: that is so when whoever asks for it again is answered.
  await visitor.page.evaluate(`import(${JSON.stringify(await late.jsonValue())}).then(() => undefined)`);
  for (const name of ['a', 'b', 'c']) {
    await visitor.type(name);
    await visitor.press('Tab');
  }
  await expect.poll(() => visitor.content.locator('th').allInnerTexts(), soon).toEqual(['a', 'b', 'c']);
}

describe('the menu behind the slash', () => {
  it(
    'is filtered by typing, chosen from by keyboard and named to screen readers',
    async () => {
      const ada = await stage.writer('slash');
      const menu = ada.page.getByRole('listbox', { name: 'Insert' });
      await ada.type('/head');
      await menu.waitFor();
      expect(await menu.getByRole('option').allInnerTexts()).toHaveLength(3);
      await ada.press('ArrowDown', 'ArrowDown', 'ArrowUp');
      const chosen = await ada.content.getAttribute('aria-activedescendant');
      expect(await ada.page.locator(`#${chosen}`).getAttribute('aria-selected')).toBe('true');
      expect(await violationsOn(ada.page)).toEqual([]);
      await ada.press('Enter');
      await ada.type('Ink');
      await expect.poll(() => ada.content.locator('h2').allInnerTexts(), soon).toEqual(['Ink']);
      await expect.poll(() => menu.isVisible(), soon).toBe(false);
      expect(await ada.content.getAttribute('aria-activedescendant')).toBeNull();
    },
    limitMs,
  );

  it(
    'leaves what was typed when Escape is pressed, and does not open inside of words or code',
    async () => {
      const ada = await stage.writer('slash-text');
      const menu = ada.page.getByRole('listbox', { name: 'Insert' });
      await ada.type('/quo');
      await menu.waitFor();
      await ada.press('Escape');
      await expect.poll(() => menu.isVisible(), soon).toBe(false);
      await ada.type('te and/or ');
      await ada.press('Enter');
      await ada.type('``` a /b');
      expect(await menu.isVisible()).toBe(false);
      await expect.poll(() => ada.blocks(), soon).toEqual(['/quote and/or ', 'a /b']);
    },
    limitMs,
  );

  it(
    'names somebody who is here when an at sign is typed',
    async () => {
      const ada = await stage.writer('mention');
      const bela = await stage.writer('mention', { name: 'Béla Tóth' });
      await bela.type('x');
      await ada.whenSeesCursorOf('Béla Tóth');
      await ada.goTo('end');
      await ada.type(' @bé');
      await ada.page.getByRole('option', { name: 'Béla Tóth' }).waitFor();
      await ada.press('Enter');
      await ada.type('knows');
      await expect.poll(() => bela.blocks(), soon).toEqual(['x @Béla Tóth knows']);
    },
    limitMs,
  );
});

describe('a table', () => {
  it(
    'is made, filled, enlarged and seen by the other with the keyboard alone',
    async () => {
      const ada = await stage.writer('table');
      const bela = await stage.writer('table', { name: 'Béla' });
      await insert(ada, 'table');
      await ada.page.locator('table').waitFor();
      await fillHead(ada);
      const cells = () =>
        bela.content.locator('tr').evaluateAll((rows) => rows.map((row) => row.children.length));
      await expect.poll(cells, soon).toEqual([3, 3, 3]);
      await ada.press('Alt+F10');
      await ada.page.getByRole('button', { name: 'Options of the table' }).focus();
      await ada.press('Enter');
      await ada.page.getByRole('menuitem', { name: 'Row below' }).focus();
      await ada.press('Enter');
      await expect.poll(cells, soon).toEqual([3, 3, 3, 3]);
      expect(await bela.content.locator('th').count()).toBe(3);
      expect(await violationsOn(ada.page)).toEqual([]);
    },
    limitMs,
  );

  it(
    'has columns that can be made wider with the mouse',
    async () => {
      const ada = await stage.writer('columns');
      await insert(ada, 'table');
      const cell = ada.content.locator('th').first();
      const before = await cell.boundingBox();
      if (!before) throw new Error('The table is not drawn');
      const [x, y] = [before.x + before.width, before.y + before.height / 2];
      await expect
        .poll(async () => {
          await ada.page.mouse.move(x - 20, y);
          await ada.page.mouse.move(x - 1, y);
          return ada.content.locator('.scriptorium-column-edge').count();
        }, soon)
        .toBe(1);
      await ada.page.mouse.down();
      await ada.page.mouse.move(x + 59, y, { steps: 4 });
      await ada.page.mouse.up();
      await expect
        .poll(() => cell.getAttribute('data-width'), soon)
        .toBe(String(Math.round(before.width + 60)));
    },
    limitMs,
  );
});

it(
  'a toggle opens and closes for its viewer alone, by keyboard and by mouse, and nothing is written',
  async () => {
    const ada = await stage.writer('toggle');
    const bela = await stage.writer('toggle', { name: 'Béla' });
    await insert(ada, 'toggle');
    await ada.type('More\ninside\n\noutside');
    await expect.poll(() => bela.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(true);
    await ada.whenSaving(/^Saved$/);
    await ada.content.getByRole('button', { name: 'Show what is inside' }).click();
    await expect.poll(() => ada.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(false);
    expect(await ada.content.getByRole('button').getAttribute('aria-expanded')).toBe('false');
    expect(await bela.content.getByText('inside', { exact: true }).isVisible()).toBe(true);
    await ada.goTo('start');
    await ada.press('Control+Enter');
    await expect.poll(() => ada.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(true);
    expect(await ada.page.locator('[data-place=save]').innerText()).toBe('Saved');
  },
  limitMs,
);

it(
  'a formula is loaded when it is first needed, written by two at once, and left by keyboard',
  async () => {
    const ada = await stage.writer('math');
    const scripts = () =>
      ada.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect((await scripts()).some((name) => name.includes('katex'))).toBe(false);
    await insert(ada, 'formula');
    const field = ada.page.getByRole('textbox', { name: 'Formula in LaTeX' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement), soon).toBe(true);
    await ada.type('\\frac{a}{b}');
    await ada.content.locator('.katex .mfrac').waitFor();
    expect((await scripts()).some((name) => name.includes('katex'))).toBe(true);
    const bela = await stage.writer('math', { name: 'Béla' });
    await bela.content.locator('[data-math]').click();
    await bela.page.getByRole('textbox', { name: 'Formula in LaTeX' }).press('End');
    await bela.type('+1');
    await expect.poll(() => field.inputValue(), soon).toBe('\\frac{a}{b}+1');
    await ada.type('^2');
    await expect
      .poll(() => bela.page.getByRole('textbox', { name: 'Formula in LaTeX' }).inputValue(), soon)
      .toBe('\\frac{a}{b}^2+1');
    await ada.press('Escape');
    await ada.type('and text');
    await expect.poll(() => bela.blocks(), soon).toContain('and text');
    expect(await violationsOn(ada.page)).toEqual([]);
  },
  limitMs,
);

it(
  'an image is put into the text, described, captioned and seen by the other',
  async () => {
    const ada = await stage.writer('figure');
    const bela = await stage.writer('figure', { name: 'Béla' });
    const chooser = ada.page.waitForEvent('filechooser');
    await insert(ada, 'image');
    await (await chooser).setFiles({ name: 'cat.png', mimeType: 'image/png', buffer: pixel });
    const wordWidth = await ada.content.locator('figcaption').evaluate(({ clientWidth }) => clientWidth);
    expect(wordWidth, 'room for the word that says where the caption goes').toBeGreaterThan(50);
    await ada.content.locator('figure img').click();
    await ada.page.getByRole('button', { name: 'Options of the image' }).click();
    await ada.page.getByRole('menuitem', { name: 'Describe the image…' }).click();
    await ada.page.getByRole('textbox', { name: 'What the image shows' }).fill('A cat');
    await ada.press('Enter');
    await bela.content.getByRole('img', { name: 'A cat' }).waitFor();
    await ada.content.locator('figcaption').click();
    await ada.type('Tom\nafter');
    await expect.poll(() => bela.content.locator('figcaption').allInnerTexts(), soon).toEqual(['Tom']);
    await expect.poll(() => bela.blocks(), soon).toContain('after');
    expect(await violationsOn(ada.page)).toEqual([]);
  },
  limitMs,
);

it(
  'a film is a card that asks nothing of its site before somebody presses it, and then a sandboxed frame',
  async () => {
    const ada = await stage.writer('film');
    const asked: string[] = [];
    await ada.context.route(/vimeo/, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: '<title>film</title>' });
    });
    await insert(ada, 'film');
    await ada.page.getByRole('textbox', { name: 'Address' }).fill('https://vimeo.com/76979871');
    await ada.press('Enter');
    const show = ada.content.getByRole('button', { name: 'Show Vimeo' });
    await show.waitFor();
    expect(await violationsOn(ada.page)).toEqual([]);
    expect(asked).toEqual([]);
    await show.click();
    await expect.poll(() => asked, soon).toEqual(['https://player.vimeo.com/video/76979871']);
    expect(await ada.content.locator('iframe').getAttribute('sandbox')).not.toContain('top-navigation');
  },
  limitMs,
);

it(
  'a site that is not known can neither be put into the text nor shown in a frame',
  async () => {
    const ada = await stage.writer('frames');
    const policy = (await ada.page.request.get('/d/frames')).headers()['content-security-policy'] ?? '';
    expect(/frame-src ([^;]*)/.exec(policy)?.[1]?.split(' ')).toEqual(frameOrigins);
    await insert(ada, 'film');
    await ada.page.getByRole('textbox', { name: 'Address' }).fill('https://elsewhere.example/film');
    await ada.press('Enter');
    await ada.page.getByText('This address is not of a site that can be shown.').waitFor();
    await ada.press('Escape');
    const refused = await ada.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = 'https://elsewhere.example/';
      const violation = new Promise<SecurityPolicyViolationEvent>((resolve) => {
        addEventListener('securitypolicyviolation', resolve, { once: true });
      });
      document.body.append(frame);
      return (await violation).effectiveDirective;
    });
    expect(refused).toBe('frame-src');
  },
  limitMs,
);

it(
  'blocks are moved by keyboard and by the grip, with all that is in them',
  async () => {
    const ada = await stage.writer('move');
    await ada.type('one\ntwo\n- three\nfour');
    await ada.press('Tab', 'ArrowUp', 'Alt+ArrowUp');
    await expect.poll(() => ada.blocks(), soon).toEqual(['one', 'three', 'four', 'two']);
    const [one, two] = [ada.content.getByText('one'), ada.content.getByText('two')];
    const [from, to] = [await one.boundingBox(), await two.boundingBox()];
    if (!from || !to) throw new Error('The blocks are not drawn');
    await ada.page.mouse.move(from.x + 10, from.y + from.height / 2);
    const grip = await ada.page.locator('.drag-grip').boundingBox();
    if (!grip) throw new Error('There is no grip');
    await ada.page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await ada.page.mouse.down();
    await ada.page.mouse.move(to.x + 20, to.y + to.height - 2, { steps: 5 });
    await ada.page.mouse.up();
    await expect.poll(() => ada.blocks(), soon).toEqual(['three', 'four', 'two', 'one']);
  },
  limitMs,
);

it(
  'what is deeper in a list stands further in',
  async () => {
    const ada = await stage.writer('deeper');
    await ada.type('- one\ntwo');
    await ada.press('Tab');
    await ada.type('\nthree');
    await ada.press('Tab');
    const edges = () =>
      ada.content
        .locator('li')
        .evaluateAll((items) => items.map((item) => Math.round(item.getBoundingClientRect().left)));
    await expect.poll(async () => (await edges()).length, soon).toBe(3);
    const [first = 0, second = 0, third = 0] = await edges();
    expect(second - first).toBeGreaterThan(20);
    expect(third - second).toBeGreaterThan(20);
  },
  limitMs,
);

describe.each([
  { where: 'on a wide screen', viewport: { width: 1200, height: 900 } },
  { where: 'on a phone', viewport: { width: 360, height: 740 } },
])('$where', ({ viewport }) => {
  it.each(['light', 'dark'] as const)(
    'axe finds nothing in a document with everything, and nothing sticks out, when it is %s',
    async (colorScheme) => {
      const ada = await stage.writer(`everything-${viewport.width}-${colorScheme}`, {
        name: 'Ada',
        viewport,
        colorScheme,
      });
      await ada.type('# All\n1. one\ntwo\n');
      await ada.press('Tab');
      await ada.type('a\n\n\n> quoted\n\n');
      await insert(ada, 'callout');
      await ada.type('note\ninside\n\n');
      await insert(ada, 'toggle');
      await ada.type('more\nhidden\n\n[] task\n\n```js let x\n\n');
      await ada.type('$x^2$ ');
      await ada.press('Enter');
      await insert(ada, 'table');
      await ada.content.locator('.katex').waitFor();
      await fillHead(ada);
      await ada.whenSaving(/^Saved$/);
      expect(await violationsOn(ada.page)).toEqual([]);
      const width = await ada.page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(viewport.width);
    },
    limitMs,
  );
});
