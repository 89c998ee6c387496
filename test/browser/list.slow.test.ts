import { expect, it } from 'vitest';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/** Makes a document with the page's own button. @returns its name. */
async function create(visitor: Visitor, title: string): Promise<string> {
  await visitor.page.goto('/');
  await visitor.page.getByRole('button', { name: 'New document' }).click();
  await visitor.content.waitFor();
  await visitor.page.getByRole('textbox', { name: 'Title' }).fill(title);
  await visitor.typeAtEnd(`The text of ${title}.`);
  await visitor.whenSaving(/^Saved$/);
  return decodeURIComponent(new URL(visitor.page.url()).pathname.slice('/d/'.length));
}

function titles(visitor: Visitor): Promise<readonly string[]> {
  return visitor.page.locator('.entry-link').allInnerTexts();
}

async function choose(visitor: Visitor, title: string, action: string): Promise<void> {
  await visitor.page.getByRole('button', { name: `Actions for ${title}` }).click();
  await visitor.page.getByRole('menuitem', { name: action }).click();
}

it(
  'the page says what to do when there is no document yet',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Write the first document' }).click();
    await ada.content.waitFor();
    expect(ada.page.url()).toContain('/d/');
  },
  limitMs,
);

it(
  'documents are listed newest first and can be searched, renamed and deleted',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await create(ada, 'Minutes of spring');
    await create(ada, 'Plan for autumn');
    await ada.openListWith('Plan for autumn');
    await expect
      .poll(() => titles(ada).then((all) => all.slice(0, 2)), soon)
      .toEqual(['Plan for autumn', 'Minutes of spring']);

    await ada.page.getByRole('searchbox', { name: 'Search by title' }).fill('SPRING');
    await expect.poll(() => titles(ada), soon).toEqual(['Minutes of spring']);
    await ada.page.getByRole('searchbox', { name: 'Search by title' }).fill('');

    await choose(ada, 'Minutes of spring', 'Rename');
    await ada.page.getByRole('textbox', { name: 'Title' }).fill('Minutes of May');
    await ada.page.getByRole('button', { name: 'Rename' }).click();
    await expect.poll(() => titles(ada), soon).toContain('Minutes of May');

    await choose(ada, 'Plan for autumn', 'Delete');
    await ada.page.getByRole('button', { name: 'Delete for everybody' }).click();
    await expect.poll(() => titles(ada), soon).not.toContain('Plan for autumn');
    await ada.page.reload();
    await expect.poll(() => titles(ada), soon).toContain('Minutes of May');
    expect(await titles(ada)).not.toContain('Plan for autumn');
  },
  limitMs,
);

it(
  'a new title is what those who have the document open see when it is renamed in the list',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await stage.visit({ name: 'Béla' });
    const name = await create(ada, 'Old name');
    await bela.open(name);
    await ada.openListWith('Old name');
    await choose(ada, 'Old name', 'Rename');
    await ada.page.getByRole('textbox', { name: 'Title' }).fill('New name');
    await ada.page.getByRole('button', { name: 'Rename' }).click();
    await expect
      .poll(() => bela.page.getByRole('textbox', { name: 'Title' }).inputValue(), soon)
      .toBe('New name');
  },
  limitMs,
);

it(
  'those who have a document open are told and it stays deleted when somebody deletes it',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const bela = await stage.visit({ name: 'Béla' });
    const name = await create(ada, 'Doomed');
    await bela.open(name);
    await expect.poll(() => bela.blocks(), soon).toEqual(['The text of Doomed.']);
    await ada.openListWith('Doomed');
    await choose(ada, 'Doomed', 'Delete');
    await ada.page.getByRole('button', { name: 'Delete for everybody' }).click();
    await bela.page
      .getByText(/deleted/i)
      .first()
      .waitFor();
    await bela.page.reload();
    await bela.page
      .getByText(/deleted/i)
      .first()
      .waitFor();
    await ada.page.reload();
    await ada.page.getByRole('button', { name: 'New document' }).waitFor();
    expect(await titles(ada)).not.toContain('Doomed');
  },
  limitMs,
);
