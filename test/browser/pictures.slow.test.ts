import { expect, it } from 'vitest';
import { dropFiles } from './files.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const limitMs = 120_000;
const soon = { timeout: 60_000 };

const stage = stageOfFile();

async function openTwo(document: string): Promise<readonly [Visitor, Visitor]> {
  const ada = await stage.visit({ name: 'Ada', permissions: ['clipboard-read', 'clipboard-write'] });
  const bela = await stage.visit({ name: 'Béla' });
  await Promise.all([ada.open(document), bela.open(document)]);
  await ada.goTo('end');
  return [ada, bela];
}

/** A picture of noise, which no format makes small. */
function noise(visitor: Visitor, side: number): Promise<string> {
  return visitor.page.evaluate((size) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
    const context = canvas.getContext('2d');
    const pixels = new ImageData(size, size);
    for (let index = 0; index < pixels.data.length; index += 65_536)
      crypto.getRandomValues(pixels.data.subarray(index, index + 65_536));
    for (let index = 3; index < pixels.data.length; index += 4) pixels.data[index] = 255;
    context?.putImageData(pixels, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  }, side);
}

const sources = (visitor: Visitor) =>
  visitor.content
    .locator('figure img:not(.ProseMirror-separator)')
    .evaluateAll((images) => images.map((image) => image.getAttribute('src') ?? ''));

it(
  'an image from the clipboard is in the document for everybody, and one undo takes it back',
  async () => {
    const [ada, bela] = await openTwo('picture-pasted');
    await ada.type('one');
    await ada.page.evaluate(
      async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        await navigator.clipboard.write([
          new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) }),
        ]);
      },
      await noise(ada, 8),
    );
    await ada.content.focus();
    await ada.page.keyboard.press('Control+v');
    await expect.poll(() => sources(bela), soon).toEqual([expect.stringMatching(/^data:image\/png;base64,/)]);
    await ada.content.focus();
    await ada.page.keyboard.press('Control+z');
    await expect.poll(() => sources(bela), soon).toEqual([]);
    expect(await bela.blocks()).toEqual(['one']);
  },
  limitMs,
);

it(
  'a large image that is dropped is made smaller until it fits into the document, and what is no image is refused in words',
  async () => {
    const [ada, bela] = await openTwo('picture-dropped');
    await ada.type('one\ntwo');
    const large = Buffer.from(await noise(ada, 1200), 'base64');
    expect(large.length).toBeGreaterThan(2_000_000);
    const files = [{ name: 'noise.png', content: large }];
    await dropFiles(ada, { files, onto: ada.content.getByText('one') });
    await expect.poll(async () => (await sources(bela)).length, soon).toBe(1);
    const [source = ''] = await sources(bela);
    expect(source.length).toBeLessThan(400_000);
    expect(source.length).toBeGreaterThan(20_000);
    await expect
      .poll(
        () =>
          bela.content.locator('figure img').evaluate((image) => (image as HTMLImageElement).naturalWidth),
        soon,
      )
      .toBeGreaterThan(100);
    expect(await ada.content.locator('.scriptorium-waiting').count()).toBe(0);
    const refused = [
      { name: 'letter.pdf', content: '%PDF' },
      { name: 'broken.png', content: 'not a picture' },
    ];
    for (const { name, content } of refused) {
      await dropFiles(ada, { files: [{ name, content }], onto: ada.content.getByText('one') });
      await ada.page.getByRole('status').filter({ hasText: name }).waitFor();
    }
    expect(await sources(bela)).toHaveLength(1);
  },
  limitMs,
);

it(
  'an image is dragged to another place in the document, with its caption, and is there once',
  async () => {
    const [ada, bela] = await openTwo('picture-dragged');
    await ada.type('one\ntwo\nthree');
    const files = [{ name: 'small.png', content: Buffer.from(await noise(ada, 60), 'base64') }];
    await dropFiles(ada, { files, onto: ada.content.getByText('one') });
    const image = ada.content.locator('figure img');
    await image.waitFor();
    await ada.content.locator('figcaption').click();
    await ada.type('Noise');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'Noise', 'two', 'three']);
    const before = await sources(bela);
    await image.click();
    await image.dragTo(ada.content.getByText('three'), { targetPosition: { x: 20, y: 18 } });
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two', 'three', 'Noise']);
    expect(await sources(bela)).toEqual(before);
    await ada.page.keyboard.press('Control+z');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'Noise', 'two', 'three']);
  },
  limitMs,
);
