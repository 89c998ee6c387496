import { describe, expect, it } from 'vitest';
import { clipboardSamples, hostileSamples } from '../../editor/convert/clipboard.fixture.ts';
import { type Clipboard, OtherProgram } from './clipboard.ts';
import { download } from './export.ts';
import { dropFiles } from './files.ts';
import { soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const limitMs = 90_000;

const stage = stageOfFile();

/** As others would get it: what the document is as Markdown. */
async function markdown(visitor: Visitor): Promise<string> {
  const { text } = await download(visitor, 'Markdown');
  await visitor.content.focus();
  return text;
}

function sample(from: string): Clipboard {
  const found = clipboardSamples.find((each) => each.from === from);
  if (!found) throw new Error(`There is no sample of ${from}`);
  return { 'text/html': found.html, 'text/plain': 'as text' };
}

/** Puts the caret into something, and says what there is. */
const places: Readonly<Record<string, (visitor: Visitor) => Promise<void>>> = {
  'an empty document': async () => {},
  'the middle of a line': async (visitor) => {
    await visitor.type('onetwo');
    await visitor.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft');
  },
  'an item': async (visitor) => {
    await visitor.type('- one\ntwo');
    await visitor.press('Tab');
  },
  'an empty item': (visitor) => visitor.type('- one\n'),
  'a quotation': (visitor) => visitor.type('> one'),
  'a cell': async (visitor) => {
    await visitor.type('/table');
    await visitor.page.getByRole('listbox', { name: 'Insert' }).waitFor();
    await visitor.press('Enter');
    await visitor.content.locator('table').waitFor();
    await visitor.type('one');
  },
  code: (visitor) => visitor.type('``` one'),
};

interface Case {
  readonly what: string;
  readonly clipboard: Clipboard;
  readonly place: string;
  readonly arrives: string;
}

const cell = (content: string) =>
  `<table><tbody><tr><th>${content}</th><th></th><th></th></tr>${'<tr><td></td><td></td><td></td></tr>'.repeat(2)}</tbody></table>\n\n<p></p>\n`;
const markdownText = { 'text/plain': '## Title\n\n- a\n- **b**' };
const twoLines = { 'text/plain': 'a\nb' };

const cases: readonly Case[] = [
  ...[
    { place: 'an empty document', arrives: '- one\n  - **two**\n\n1. three\n2. four\n   1. five\n' },
    {
      place: 'an item',
      arrives: '- one\n  - twoone\n    - **two**\n\n  1. three\n  2. four\n     1. five\n',
    },
    {
      place: 'a cell',
      arrives: cell(
        '<p>oneone</p><ul><li data-indent="1"><strong>two</strong></li></ul><ol><li>three</li><li>four<ol><li>five</li></ol></li></ol>',
      ),
    },
    { place: 'code', arrives: '```\noneas text\n```\n' },
  ].map((each) => ({ what: 'lists of Word', clipboard: sample('Word, lists'), ...each })),
  ...[
    {
      place: 'an empty document',
      arrives: '## Title\n\none **bold**<em> slanted</em>[link](https://x.org/)\n\n<p></p>\n\ntwo\n',
    },
    {
      place: 'the middle of a line',
      arrives: 'oneTitle\n\none **bold**<em> slanted</em>[link](https://x.org/)\n\n<p></p>\n\ntwotwo\n',
    },
    {
      place: 'a quotation',
      arrives:
        '> oneTitle\n>\n> one **bold**<em> slanted</em>[link](https://x.org/)\n>\n> <p></p>\n>\n> two\n',
    },
  ].map((each) => ({ what: 'text of Google Docs', clipboard: sample('Google Docs, text'), ...each })),
  ...[
    { place: 'an empty item', arrives: '- one\n- one **two**\n' },
    {
      place: 'a cell',
      arrives: '| oneone **two** |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n\n<p></p>\n',
    },
  ].map((each) => ({ what: 'words of Safari', clipboard: sample('Safari'), ...each })),
  ...[
    { place: 'an empty document', arrives: 'one **two** [(1)](#cite_note-1)\n\n- three\n' },
    { place: 'an item', arrives: '- one\n  - twoone **two** [(1)](#cite_note-1)\n    - three\n' },
  ].map((each) => ({ what: 'a web page', clipboard: sample('Chrome, a web page'), ...each })),
  {
    what: 'text of another ProseMirror editor',
    clipboard: sample('another ProseMirror editor'),
    place: 'an empty document',
    arrives: '- [x] one\n- [ ] two\n\n1. three\n\n   four\n\n<p style="text-align: center">five</p>\n\n***\n',
  },
  {
    what: 'Markdown',
    clipboard: markdownText,
    place: 'an empty document',
    arrives: '## Title\n\n- a\n- **b**\n',
  },
  {
    what: 'Markdown',
    clipboard: markdownText,
    place: 'code',
    arrives: '```\none## Title\n\n- a\n- **b**\n```\n',
  },
  { what: 'text', clipboard: twoLines, place: 'an item', arrives: '- one\n  - twoa\n\n    b\n' },
  { what: 'text', clipboard: twoLines, place: 'a cell', arrives: cell('<p>onea</p><p>b</p>') },
  { what: 'text', clipboard: twoLines, place: 'code', arrives: '```\nonea\nb\n```\n' },
];

describe('what is copied in another program', () => {
  it.each(cases)(
    'arrives in $place as what it is, and one undo takes it back: $what',
    async ({ clipboard, place, arrives }) => {
      const ada = await stage.visit({ name: 'Ada' });
      await ada.open(`pasted-${cases.findIndex((each) => each.arrives === arrives && each.place === place)}`);
      await ada.goTo('end');
      await places[place]?.(ada);
      const before = await markdown(ada);
      const other = await OtherProgram.start(ada);
      await other.copy(clipboard);
      await ada.press('Control+v');
      await expect.poll(() => markdown(ada), soon).toBe(arrives);
      await ada.press('Control+z');
      await expect.poll(() => markdown(ada), soon).toBe(before);
      await ada.press('Control+Shift+z');
      await expect.poll(() => markdown(ada), soon).toBe(arrives);
    },
    limitMs,
  );

  it(
    'stays text where it is Markdown that is pasted with Shift',
    async () => {
      const ada = await stage.visit({ name: 'Ada' });
      await ada.open('pasted-plain');
      await ada.goTo('end');
      const other = await OtherProgram.start(ada);
      await other.copy({ 'text/plain': '## Title' });
      await ada.press('Control+Shift+v');
      await expect.poll(() => ada.blocks(), soon).toEqual(['## Title']);
    },
    limitMs,
  );

  it(
    'brings nothing along that runs, loads or was hidden',
    async () => {
      const ada = await stage.visit({ name: 'Ada' });
      const asked: string[] = [];
      await ada.context.route(/RUN/, (route) => {
        asked.push(route.request().url());
        return route.abort();
      });
      await ada.context.addInitScript(() => {
        Object.assign(globalThis, { RUN: () => document.documentElement.setAttribute('data-ran', '') });
      });
      await ada.open('pasted-hostile');
      await ada.goTo('end');
      const other = await OtherProgram.start(ada);
      for (const [index, html] of hostileSamples.entries()) {
        await other.copy({ 'text/html': `${html}<p>number ${index}</p>` });
        await ada.press('Control+v', 'Enter');
        await ada.content.getByText(`number ${index}`, { exact: false }).last().waitFor();
      }
      expect(await ada.page.locator('html').getAttribute('data-ran')).toBeNull();
      expect(asked).toEqual([]);
      expect(
        await ada.content.locator('script, iframe, object, form, [onclick], [href^="javascript"]').count(),
      ).toBe(0);
    },
    limitMs,
  );
});

/** All kinds of blocks and marks, places in each other, tables with spans; as Markdown, which can say all of it. */
const everything = `# Title

one **two** _three_ ~~four~~ <u>five</u> H<sub>2</sub>O x<sup>2</sup> \`code\` [link](https://x.org/ "there") <mark data-color="green">green</mark> <span data-color="red">red</span> $x^2$ <span data-mention="ada">@Ada</span>\\
after a break

- one

  second paragraph

  \`\`\`js
  let a
  \`\`\`

  - two
    - [x] three

  > quoted in an item

3) three
4) four

> said
>
> - in it
>
> > twice

> [!WARNING]
> careful
>
> - of this

<details open><summary>more</summary>

inside

</details>

$$
a + b
$$

***

<figure><img src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" alt="A pixel" width="320"><figcaption>Its <strong>caption</strong></figcaption></figure>

<table><tbody><tr><th colspan="2">head</th><th data-width="120">c</th></tr><tr><td rowspan="2" data-background="yellow"><ul><li>item</li></ul></td><td>d</td><td>e</td></tr><tr><td>f</td><td>g</td></tr></tbody></table>

<div data-embed="https://vimeo.com/76979871"><a href="https://vimeo.com/76979871">https://vimeo.com/76979871</a></div>

<h2 style="text-align: center">the end</h2>
`;

it(
  'what is copied here is pasted here as it was, whatever it is',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    await ada.page.goto('/');
    await ada.page.getByRole('button', { name: 'Import files' }).first().waitFor();
    await dropFiles(ada, {
      files: [{ name: 'All.md', content: everything }],
      onto: ada.page.locator('h1'),
    });
    await ada.content.waitFor();
    const original = await markdown(ada);
    expect(original).toBe(everything);
    await ada.press('Control+a', 'Control+c');
    await ada.open('copied');
    await ada.goTo('end');
    await ada.press('Control+v');
    await expect.poll(() => markdown(ada), soon).toBe(original);
    // And over itself, once it is cut.
    await ada.press('Control+a', 'Control+x');
    await expect.poll(() => markdown(ada), soon).not.toContain('Title');
    await ada.press('Control+v');
    await expect.poll(() => markdown(ada), soon).toBe(original);
    await ada.press('Control+z', 'Control+z');
    await expect.poll(() => markdown(ada), soon).toBe(original);
  },
  limitMs,
);
