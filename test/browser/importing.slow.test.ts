import { expect, it } from 'vitest';
import { violationsOn } from './axe.ts';
import { download } from './export.ts';
import { dropFiles } from './files.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';

const stage = stageOfFile();

const markdown = '# On ink\n\n- Oak gall\n  - **grind**\n\n| a | b |\n| --- | --- |\n| c | d |\n';

it(
  'a file that is chosen in the list becomes a document with its name, and is open with all that was in it',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.page.goto('/');
    const chooser = ada.page.waitForEvent('filechooser');
    await ada.page.getByRole('button', { name: 'Import files' }).first().click();
    const file = { name: 'Ink.md', mimeType: 'text/markdown', buffer: Buffer.from(markdown) };
    await (await chooser).setFiles(file);
    await ada.content.waitFor();
    expect(await ada.page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Ink');
    expect(await download(ada, 'Markdown')).toEqual({ name: 'Ink.md', text: markdown });
    await ada.openListWith('Ink');
  },
  limitMs,
);

it(
  'files that are dropped on the list become documents, and a sentence stays for each that does not',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Import files' }).first().waitFor();
    const files = [
      { name: 'page.html', content: '<title>A page</title><p>one <b>two</b><script>alert(1)</script>' },
      { name: 'notes.txt', content: 'three\n\nfour' },
      { name: 'empty.md', content: '' },
      { name: 'letter.docx', content: 'x' },
      { name: 'latin.txt', content: new Uint8Array([0xe9, 0x20]) },
    ];
    await dropFiles(ada, { files, onto: ada.page.locator('h1') });
    const dialog = ada.page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.locator('p', { hasText: '“' }).allInnerTexts()).toEqual([
      'There is nothing in “empty.md” that could be read.',
      '“letter.docx” is not a Markdown, HTML or text file.',
      '“latin.txt” is not text in UTF-8. Save it as that, then try again.',
    ]);
    expect(await violationsOn(ada.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await ada.openListWith('A page');
    await ada.page.getByRole('link', { name: 'A page' }).click();
    await expect.poll(() => ada.blocks(), soon).toEqual(['one two']);
    await ada.openListWith('notes');
    expect(await ada.page.locator('.entry-link').allInnerTexts()).not.toContain('Untitled');
  },
  limitMs,
);

it(
  'nothing is left of a file that the server can not save',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.context.routeWebSocket(/./, (socket) => void socket.close({ code: 4413, reason: 'full' }));
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Import files' }).first().waitFor();
    const files = [{ name: 'Unlucky.md', content: 'one' }];
    await dropFiles(ada, { files, onto: ada.page.locator('h1') });
    await ada.page.getByRole('dialog').getByText('The server did not save “Unlucky.md”').waitFor();
    const { documents } = await (await ada.page.request.get('/api/v1/documents')).json();
    expect(documents.map(({ title }: { title: string }) => title)).not.toContain('Unlucky');
    expect(documents.map(({ title }: { title: string }) => title)).not.toContain('');
  },
  limitMs,
);

it.each([
  { where: 'on a wide screen', viewport: { width: 1200, height: 900 } },
  { where: 'on a phone', viewport: { width: 360, height: 740 } },
])(
  'a document is taken home as a file $where',
  async ({ viewport }) => {
    const ada = await stage.visit({ name: 'Ada', viewport });
    await ada.open(`export-${viewport.width}`);
    await ada.page.getByRole('textbox', { name: 'Title' }).fill('On: ink');
    await ada.typeAtEnd('## Oak\n- gall');
    await ada.whenSaving(/^Saved$/);
    expect(await download(ada, 'Markdown')).toEqual({ name: 'On ink.md', text: '## Oak\n\n- gall\n' });
    expect(await download(ada, 'text')).toEqual({ name: 'On ink.txt', text: 'Oak\n\n- gall\n' });
    const { name, text } = await download(ada, 'HTML');
    expect(name).toBe('On ink.html');
    expect(text).toContain('<title>On: ink</title>');
    expect(text).toContain('<h2>Oak</h2>\n<ul><li>gall</li></ul>');
    await ada.page.getByRole('button', { name: 'Export' }).click();
    await ada.page.getByRole('menuitem', { name: 'Copy as Markdown' }).waitFor();
    expect(await violationsOn(ada.page)).toEqual([]);
    const width = await ada.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(viewport.width);
  },
  limitMs,
);
