import { expect, it } from 'vitest';
import { XmlElement, XmlText } from 'yjs';
import { PlainClient } from '../plainClient.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

/** Long enough that what isn't seen isn't laid out. */
const blocks = 600;

const stage = stageOfFile();

type Attributes = Readonly<Record<string, string>>;

/** Somebody else writes a document of so many blocks, paragraphs unless `attributesOf` says otherwise, and stays. */
async function openLong(
  document: string,
  attributesOf: (index: number) => Attributes = () => ({}),
): Promise<{ readonly ada: Visitor; readonly other: PlainClient }> {
  const other = new PlainClient({ url: stage.webSocketUrl, room: document });
  await other.whenSynced();
  const words =
    'Iron gall ink was made from oak galls, iron salts and gum, and it bites into the page. '.repeat(3);
  const made = Array.from({ length: blocks }, (_, index) => {
    const block = new XmlElement('block');
    for (const [name, value] of Object.entries(attributesOf(index))) block.setAttribute(name, value);
    block.insert(0, [new XmlText(`${index} ${words}`)]);
    return block;
  });
  other.doc.getXmlFragment('prosemirror').insert(0, made);
  const ada = await stage.visit({ name: 'Ada' });
  await ada.open(document);
  await expect.poll(() => ada.content.evaluate((content) => content.children.length), soon).toBe(blocks);
  return { ada, other };
}

it(
  'in a long document the caret goes where keys lead it, and what is typed there is seen',
  async () => {
    const { ada, other } = await openLong('long-keys');
    await ada.typeAtEnd('the end');
    await expect.poll(() => ada.page.getByText('the end').isVisible(), soon).toBe(true);
    await ada.typeAtStart('the start ');
    await ada.page.keyboard.press('ArrowDown');
    for (let line = 0; line < 40; line += 1) await ada.page.keyboard.press('ArrowDown');
    await ada.type('far down');
    await ada.whenSaving(/^Saved$/);
    const texts = await stage.readBlocks('long-keys');
    expect(texts[0]).toMatch(/^the start 0 Iron/);
    expect(texts.at(-1)).toMatch(/the end$/);
    expect(texts.findIndex((text) => text.includes('far down'))).toBeGreaterThan(5);
    other.close();
  },
  limitMs,
);

it(
  'in a long document the page finds what is far from what is seen, and prints all of it',
  async () => {
    const { ada, other } = await openLong('long-find');
    const style = () =>
      ada.content.evaluate(({ lastElementChild: last }) => last && getComputedStyle(last).contentVisibility);
    expect(await style()).toBe('auto');
    const isFound = await ada.page.evaluate(() =>
      (globalThis as unknown as { find(text: string): boolean }).find('577 Iron'),
    );
    expect(isFound).toBe(true);
    await expect.poll(() => ada.content.evaluate(() => scrollY), soon).toBeGreaterThan(5000);
    await ada.page.emulateMedia({ media: 'print' });
    expect(await style()).toBe('visible');
    other.close();
  },
  limitMs,
);

it(
  'E16: in a long document what one reads stays in its place while others write above and below it',
  async () => {
    const { ada, other } = await openLong('long-scroll');
    const place = () =>
      ada.content.evaluate(({ children }) => children[300]?.getBoundingClientRect().top ?? 0);
    await ada.content.evaluate(({ children }) => children[300]?.scrollIntoView({ block: 'center' }));
    await expect.poll(place, soon).toBeGreaterThan(0);
    const before = await place();
    const fragment = other.doc.getXmlFragment('prosemirror');
    const textAt = (index: number) => (fragment.get(index) as XmlElement).get(0) as XmlText;
    for (const index of [400, 302, 3, 250, 285])
      textAt(index).insert(0, `${'more and more words '.repeat(20)}`);
    await expect
      .poll(() => ada.content.evaluate(({ children }) => children[285]?.textContent ?? ''), soon)
      .toMatch(/^more/);
    expect(Math.abs((await place()) - before)).toBeLessThan(2);
    other.close();
  },
  limitMs,
);

it(
  'in a long document of items the signs before them are seen whole',
  async () => {
    const kinds = ['bullet', 'numbered', 'task'];
    const { ada, other } = await openLong('long-items', (index) => ({
      kind: kinds[index % kinds.length] ?? '',
    }));
    const style = () =>
      ada.content.evaluate(({ lastElementChild: last }) => last && getComputedStyle(last).contentVisibility);
    const signs = async () => {
      const pictures: Buffer[] = [];
      for (const index of [0, 1])
        pictures.push(await ada.page.screenshot({ clip: await signOf(ada, index) }));
      return pictures;
    };
    expect(await style()).toBe('auto');
    const shown = await signs();
    await ada.page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('.scriptorium-long > * { content-visibility: visible !important }');
      document.adoptedStyleSheets.push(sheet);
    });
    expect(await style()).toBe('visible');
    expect(await signs()).toEqual(shown);
    // A box may be drawn a pixel's part higher or lower.
    expect(await ada.content.evaluate(isBoxInside, 2)).toBe(true);
    other.close();
  },
  limitMs,
);

/** Runs in the page: whether all of a task's box is within what is drawn of the task. */
function isBoxInside({ children }: Element, index: number): boolean {
  const task = children[index]?.getBoundingClientRect();
  const box = children[index]?.querySelector('input')?.getBoundingClientRect();
  return task !== undefined && box !== undefined && box.left >= task.left && box.top >= task.top;
}

/** Where an item's bullet or number is, in the first line, with what is around it. */
function signOf({ content }: Visitor, index: number) {
  return content.evaluate(({ children }, at) => {
    const { left = 0, top = 0 } = children[at]?.getBoundingClientRect() ?? {};
    return { x: Math.round(left) - 20, y: Math.round(top) - 4, width: 44, height: 34 };
  }, index);
}
