import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { frameOrigins } from '../../editor/schema/embedProvider.ts';
import { violationsOn } from './axe.ts';
import { pixel } from './files.ts';
import { Stage } from './stage.ts';
import type { Visitor } from './visitor.ts';

const limitMs = 60_000;
const soon = { timeout: 20_000 };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, limitMs);
afterEach(() => stage.clear());
afterAll(() => stage.close());

async function press(visitor: Visitor, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await visitor.page.keyboard.press(key);
}

/** Types `/` and a name, and chooses the first that is offered. */
async function insert(visitor: Visitor, name: string): Promise<void> {
  await visitor.type(`/${name}`);
  await visitor.page.getByRole('listbox', { name: 'Insert' }).waitFor();
  await press(visitor, 'Enter');
}

/** Names the three columns of a new table; Tab is the table's once what can be done with tables has been loaded. */
async function fillHead(visitor: Visitor): Promise<void> {
  await visitor.page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/late-')),
  );
  for (const name of ['a', 'b', 'c']) {
    await visitor.type(name);
    await press(visitor, 'Tab');
  }
  await expect.poll(() => visitor.content.locator('th').allInnerTexts(), soon).toEqual(['a', 'b', 'c']);
}

async function open(
  document: string,
  options: Parameters<Stage['visit']>[0] = { name: 'Ada' },
): Promise<Visitor> {
  const visitor = await stage.visit(options);
  await visitor.open(document);
  await visitor.goTo('end');
  return visitor;
}

describe('the menu behind the slash', () => {
  it(
    'is filtered by typing, chosen from by keyboard and named to screen readers',
    async () => {
      const ada = await open('slash');
      const menu = ada.page.getByRole('listbox', { name: 'Insert' });
      await ada.type('/head');
      await menu.waitFor();
      expect(await menu.getByRole('option').allInnerTexts()).toHaveLength(3);
      await press(ada, 'ArrowDown', 'ArrowDown', 'ArrowUp');
      const chosen = await ada.content.getAttribute('aria-activedescendant');
      expect(await ada.page.locator(`#${chosen}`).getAttribute('aria-selected')).toBe('true');
      expect(await violationsOn(ada.page)).toEqual([]);
      await press(ada, 'Enter');
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
      const ada = await open('slash-text');
      const menu = ada.page.getByRole('listbox', { name: 'Insert' });
      await ada.type('/quo');
      await menu.waitFor();
      await press(ada, 'Escape');
      await expect.poll(() => menu.isVisible(), soon).toBe(false);
      await ada.type('te and/or ');
      await press(ada, 'Enter');
      await ada.type('``` a /b');
      expect(await menu.isVisible()).toBe(false);
      await expect.poll(() => ada.blocks(), soon).toEqual(['/quote and/or ', 'a /b']);
    },
    limitMs,
  );

  it(
    'names somebody who is here when an at sign is typed',
    async () => {
      const ada = await open('mention');
      const bela = await open('mention', { name: 'Béla Tóth' });
      await bela.type('x');
      await ada.whenSeesCursorOf('Béla Tóth');
      await ada.goTo('end');
      await ada.type(' @bé');
      await ada.page.getByRole('option', { name: 'Béla Tóth' }).waitFor();
      await press(ada, 'Enter');
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
      const ada = await open('table');
      const bela = await open('table', { name: 'Béla' });
      await insert(ada, 'table');
      await ada.page.locator('table').waitFor();
      await fillHead(ada);
      const cells = () =>
        bela.content.locator('tr').evaluateAll((rows) => rows.map((row) => row.children.length));
      await expect.poll(cells, soon).toEqual([3, 3, 3]);
      await press(ada, 'Alt+F10');
      await ada.page.getByRole('button', { name: 'Options of the table' }).focus();
      await press(ada, 'Enter');
      await ada.page.getByRole('menuitem', { name: 'Row below' }).focus();
      await press(ada, 'Enter');
      await expect.poll(cells, soon).toEqual([3, 3, 3, 3]);
      expect(await bela.content.locator('th').count()).toBe(3);
      expect(await violationsOn(ada.page)).toEqual([]);
    },
    limitMs,
  );

  it(
    'has columns that can be made wider with the mouse',
    async () => {
      const ada = await open('columns');
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
    const ada = await open('toggle');
    const bela = await open('toggle', { name: 'Béla' });
    await insert(ada, 'toggle');
    await ada.type('More\ninside\n\noutside');
    await expect.poll(() => bela.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(true);
    await ada.whenSaving(/^Saved$/);
    await ada.content.getByRole('button', { name: 'Show what is inside' }).click();
    await expect.poll(() => ada.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(false);
    expect(await ada.content.getByRole('button').getAttribute('aria-expanded')).toBe('false');
    expect(await bela.content.getByText('inside', { exact: true }).isVisible()).toBe(true);
    await ada.goTo('start');
    await press(ada, 'Control+Enter');
    await expect.poll(() => ada.content.getByText('inside', { exact: true }).isVisible(), soon).toBe(true);
    expect(await ada.page.locator('[data-place=save]').innerText()).toBe('Saved');
  },
  limitMs,
);

it(
  'a formula is loaded when it is first needed, written by two at once, and left by keyboard',
  async () => {
    const ada = await open('math');
    const scripts = () =>
      ada.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect((await scripts()).some((name) => name.includes('katex'))).toBe(false);
    await insert(ada, 'formula');
    const field = ada.page.getByRole('textbox', { name: 'Formula in LaTeX' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement), soon).toBe(true);
    await ada.type('\\frac{a}{b}');
    await ada.content.locator('.katex .mfrac').waitFor();
    expect((await scripts()).some((name) => name.includes('katex'))).toBe(true);
    const bela = await open('math', { name: 'Béla' });
    await bela.content.locator('[data-math]').click();
    await bela.page.getByRole('textbox', { name: 'Formula in LaTeX' }).press('End');
    await bela.type('+1');
    await expect.poll(() => field.inputValue(), soon).toBe('\\frac{a}{b}+1');
    await ada.type('^2');
    await expect
      .poll(() => bela.page.getByRole('textbox', { name: 'Formula in LaTeX' }).inputValue(), soon)
      .toBe('\\frac{a}{b}^2+1');
    await press(ada, 'Escape');
    await ada.type('and text');
    await expect.poll(() => bela.blocks(), soon).toContain('and text');
    expect(await violationsOn(ada.page)).toEqual([]);
  },
  limitMs,
);

it(
  'an image is put into the text, described, captioned and seen by the other',
  async () => {
    const ada = await open('figure');
    const bela = await open('figure', { name: 'Béla' });
    const chooser = ada.page.waitForEvent('filechooser');
    await insert(ada, 'image');
    await (await chooser).setFiles({ name: 'cat.png', mimeType: 'image/png', buffer: pixel });
    const wordWidth = await ada.content.locator('figcaption').evaluate(({ clientWidth }) => clientWidth);
    expect(wordWidth, 'room for the word that says where the caption goes').toBeGreaterThan(50);
    await ada.content.locator('figure img').click();
    await ada.page.getByRole('button', { name: 'Options of the image' }).click();
    await ada.page.getByRole('menuitem', { name: 'Describe the image…' }).click();
    await ada.page.getByRole('textbox', { name: 'What the image shows' }).fill('A cat');
    await press(ada, 'Enter');
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
    const ada = await open('film');
    const asked: string[] = [];
    await ada.context.route(/vimeo/, (route) => {
      asked.push(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: '<title>film</title>' });
    });
    await insert(ada, 'film');
    await ada.page.getByRole('textbox', { name: 'Address' }).fill('https://vimeo.com/76979871');
    await press(ada, 'Enter');
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
    const ada = await open('frames');
    const policy = (await ada.page.request.get('/d/frames')).headers()['content-security-policy'] ?? '';
    expect(/frame-src ([^;]*)/.exec(policy)?.[1]?.split(' ')).toEqual(frameOrigins);
    await insert(ada, 'film');
    await ada.page.getByRole('textbox', { name: 'Address' }).fill('https://elsewhere.example/film');
    await press(ada, 'Enter');
    await ada.page.getByText('This address is not of a site that can be shown.').waitFor();
    await press(ada, 'Escape');
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
    const ada = await open('move');
    await ada.type('one\ntwo\n- three\nfour');
    await press(ada, 'Tab', 'ArrowUp', 'Alt+ArrowUp');
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
    const ada = await open('deeper');
    await ada.type('- one\ntwo');
    await press(ada, 'Tab');
    await ada.type('\nthree');
    await press(ada, 'Tab');
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
      const ada = await open(`everything-${viewport.width}-${colorScheme}`, {
        name: 'Ada',
        viewport,
        colorScheme,
      });
      await ada.type('# All\n1. one\ntwo\n');
      await press(ada, 'Tab');
      await ada.type('a\n\n\n> quoted\n\n');
      await insert(ada, 'callout');
      await ada.type('note\ninside\n\n');
      await insert(ada, 'toggle');
      await ada.type('more\nhidden\n\n[] task\n\n```js let x\n\n');
      await ada.type('$x^2$ ');
      await press(ada, 'Enter');
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
