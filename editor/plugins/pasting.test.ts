// @vitest-environment jsdom
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clipboardSamples } from '../convert/clipboard.fixture.ts';
import { markdownHtml } from '../convert/markdownHtml.ts';
import { looksLikeMarkdown } from '../convert/markdownSigns.ts';
import { redrawHtml } from '../convert/pastedHtml.ts';
import { parseDoc, parseState, showDoc } from '../testing/notation.fixture.ts';
import { pasteInPlace } from './pastedPlace.ts';
import { type Pasting, pasting } from './pasting.ts';

const loadMarkdown = () => Promise.resolve(markdownHtml);
const loaded = () => Promise.resolve({ redrawHtml, looksLikeMarkdown, loadMarkdown, pasteInPlace });
const unloadable = () => Promise.reject(new Error('no network'));

function open(line: string, load: () => Promise<Pasting>): EditorView {
  const { doc, selection } = parseState(line);
  const state = EditorState.create({ doc, selection, plugins: [pasting(load)] });
  const view = new EditorView(document.body.appendChild(document.createElement('div')), { state });
  onTestFinished(() => view.destroy());
  return view;
}

/** jsdom has no clipboard: this is as much of an event as ProseMirror and the plugin read. */
function clipboardEvent(data: Readonly<Record<string, string>>): Event {
  const getData = (type: string) => data[type] ?? '';
  return Object.assign(new Event('paste', { cancelable: true }), {
    clipboardData: { getData, types: Object.keys(data), files: [] },
  });
}

/** As with Ctrl+V. */
async function paste(view: EditorView, data: Readonly<Record<string, string>>): Promise<string> {
  const before = view.state;
  view.dom.dispatchEvent(clipboardEvent(data));
  await expect.poll(() => view.state !== before, { interval: 2 }).toBe(true);
  return showDoc(view.state.doc);
}

const pasteHtml = (view: EditorView, html: string) => paste(view, { 'text/html': html });

describe('HTML of another program', () => {
  test.each(clipboardSamples)('from $from is pasted as what it is', async ({ html, line }) => {
    expect(await pasteHtml(open('p |', loaded), html)).toBe(line);
  });

  test.each([
    ['p one| two', '<b>x</b>', 'p one*x* two'],
    ['p one| two', '<p>x</p>', 'p onex two'],
    ['p a|b', '<p style="white-space:pre-wrap">x  y</p>', 'p ax  yb'],
    ['p one[ two]', '<p>x</p><p>y</p>', 'p onex / p y'],
    ['p one| *two*', '<p>x</p><pre>y</pre>', 'p onex / code y / p  *two*'],
    ['p one|two', '<pre>x</pre><p>y</p>', 'p one / code x / p ytwo'],
  ])('goes into the line: %s with %s is %s', async (...[line, html, pasted]) => {
    expect(await pasteHtml(open(line, loaded), html)).toBe(pasted);
  });

  test('of which nothing can be read takes nothing away', async () => {
    const view = open('p [one]', loaded);
    expect(await pasteHtml(view, '<b>x</b>')).toBe('p *x*');
    view.dom.dispatchEvent(clipboardEvent({ 'text/html': '<img src="file:///C:/a.png">' }));
    expect(showDoc(view.state.doc)).toBe('p *x*');
  });

  test('is read by the schema when what reads it better can not be loaded', async () => {
    expect(await pasteHtml(open('p |', unloadable), '<h2>one</h2><script>x</script>')).toBe('h2 one');
  });

  test('is not read at all in code, where text is pasted', async () => {
    const view = open('code a|', loaded);
    expect(await paste(view, { 'text/html': '<b>c</b>', 'text/plain': '## b' })).toBe('code a## b');
  });
});

describe('text', () => {
  test.each([
    ['p |', '# One\n\n- a\n- b\n\n**c** <script>d</script>', 'h1 One / b a / b b / p *c* '],
    ['b a|', '- b\n- c', 'b ab / b c'],
    ['p one|', 'x\ny', 'p onex / p y'],
  ])('in %s of %j is %s', async (...[line, text, pasted]) => {
    expect(await paste(open(line, loaded), { 'text/plain': text })).toBe(pasted);
  });

  test('that is Markdown stays text when Shift is held, and where its reader can not be loaded', async () => {
    const view = open('p |', loaded);
    view.dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'V', shiftKey: true, ctrlKey: true }));
    expect(await paste(view, { 'text/plain': '## One' })).toBe('p ## One');
    expect(await paste(open('p |', unloadable), { 'text/plain': '## One' })).toBe('p ## One');
  });
});

describe('what is pasted becomes a part of what it is pasted into', () => {
  test.each([
    ['an empty item stays one', 'b |', 'p one', 'b one'],
    ['a heading whose words are replaced stays one', 'h2 [one]', 'p two', 'h2 two'],
    ['a heading takes the place of an empty item', 'b a / .b |', 'h1 one / p two', 'b a / .h1 one / .p two'],
    ['paragraphs in an item stay in it', 'b a / .b b|', 'p one / p two', 'b a / .b bone / ..p two'],
    [
      'a list in a paragraph of an item is in the item',
      'b a / .p b|',
      'p one / b c / .b d',
      'b a / .p bone / .b c / ..b d',
    ],
    [
      'items in an item become its siblings',
      'b a / .b b|',
      'b one / .t two / n three',
      'b a / .b bone / ..t two / .n three',
    ],
    ['items from deep in a list, too', 'b a|', '..b one / .b two', 'b aone / b two'],
    ['what is pasted into a callout or a toggle is in it', 'c a|', 'b one / p two', 'c aone / .p two'],
    ['so is what is pasted into an empty toggle', 'g |', 'p one / --- / q two', 'g one / --- / .q two'],
    ['code and tables in an item are in it', 'b a|', 'code x', 'b a / .code x'],
    ['paragraphs in a quotation are quoted', 'q a|', 'p one / p two', 'q aone / q two'],
    ['a quotation in a quotation is not one in one', 'q a|', 'q one / q two', 'q aone / q two'],
    ['in a paragraph of its own nothing changes', 'p |', '.b one / q two', '.b one / q two'],
    ['nor in the middle of one', 'p a|b', 'p one / .b two', 'p aone / .b twob'],
  ])('%s: %s with %s', async (...[, line, pasted, expected]) => {
    const view = open(line, loaded);
    const copied = view.serializeForClipboard(parseDoc(pasted).slice(0)).dom.innerHTML;
    const slice = /^(?:code|---|tb)/.test(pasted) ? '0 0' : '1 1';
    expect(
      await pasteHtml(view, copied.replace(/data-pm-slice="[^"]*"/, `data-pm-slice="${slice} []"`)),
    ).toBe(expected);
  });

  test.each([
    [
      'tb p a| ; p b',
      '<p>c</p><table><tr><td>d</td><td>e</td></tr></table><p>f</p>',
      'tb p ac , p d , p e , p f ; p b',
    ],
    [
      'tb p a| ; p b',
      '<p>c</p><iframe src="https://vimeo.com/76979871"></iframe>',
      'tb p ac , p {https://vimeo.com/76979871 https://vimeo.com/76979871} ; p b',
    ],
  ])('a cell holds what it can of it: %s with %s', async (...[line, html, expected]) => {
    expect(await pasteHtml(open(line, loaded), html)).toBe(expected);
  });

  test('code in a quotation is quoted', async () => {
    const view = open('q a|', loaded);
    await pasteHtml(view, '<p>b</p><pre>x</pre>');
    expect(view.state.doc.child(1).attrs).toMatchObject({ indent: null, quoted: 1 });
  });
});

test('what was copied here is pasted as it was, though nothing can be loaded', async () => {
  const view = open('p |', unloadable);
  const copied = view.serializeForClipboard(parseDoc('b one / .p two').slice(0)).dom.innerHTML;
  expect(await pasteHtml(view, copied)).toBe('b one / .p two');
});
