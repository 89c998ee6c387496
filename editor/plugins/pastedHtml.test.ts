// @vitest-environment jsdom
import { EditorState } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { clipboardSamples } from '../convert/clipboard.fixture.ts';
import { redrawHtml } from '../convert/pastedHtml.ts';
import { parseDoc, parseState, showDoc } from '../testing/notation.fixture.ts';
import { pastedHtml, type RedrawHtml } from './pastedHtml.ts';

function open(line: string, load: () => Promise<RedrawHtml>): EditorView {
  const { doc, selection } = parseState(line);
  const state = EditorState.create({ doc, selection, plugins: [pastedHtml(load)] });
  const view = new EditorView(document.createElement('div'), { state });
  onTestFinished(() => view.destroy());
  return view;
}

/** jsdom has no clipboard: this is as much of an event as ProseMirror and the plugin read. */
function clipboardEvent(html: string): ClipboardEvent {
  const getData = (type: string) => (type === 'text/html' ? html : '');
  return Object.assign(new Event('paste', { cancelable: true }), {
    clipboardData: { getData, types: ['text/html'], files: [] },
  }) as unknown as ClipboardEvent;
}

async function paste(view: EditorView, html: string): Promise<string> {
  const before = view.state;
  view.pasteHTML(html, clipboardEvent(html));
  await vi.waitUntil(() => view.state !== before);
  return showDoc(view.state.doc);
}

const loaded = () => Promise.resolve(redrawHtml);

describe('HTML of another program', () => {
  test.each(clipboardSamples)('from $from is pasted as what it is', async ({ html, line }) => {
    expect(await paste(open('p |', loaded), html)).toBe(line);
  });

  test.each([
    ['p one| two', '<b>x</b>', 'p one*x* two'],
    ['p one| two', '<p>x</p>', 'p onex two'],
    ['p a|b', '<p style="white-space:pre-wrap">x  y</p>', 'p ax  yb'],
    ['p one[ two]', '<p>x</p><p>y</p>', 'p onex / p y'],
  ])('goes into the line: %s with %s is %s', async (...[line, html, pasted]) => {
    expect(await paste(open(line, loaded), html)).toBe(pasted);
  });

  test('of which nothing can be read takes nothing away', async () => {
    const view = open('p [one]', loaded);
    expect(await paste(view, '<b>x</b>')).toBe('p *x*');
    view.pasteHTML('<img src="file:///C:/a.png">', clipboardEvent(''));
    expect(showDoc(view.state.doc)).toBe('p *x*');
  });

  test('is read by the schema when what reads it better can not be loaded', async () => {
    const view = open('p |', () => Promise.reject(new Error('no network')));
    expect(await paste(view, '<h2>one</h2><script>x</script>')).toBe('h2 one');
  });

  test('is not read at all in code, where text is pasted', () => {
    const view = open('code a|', () => Promise.reject(new Error('not to be loaded')));
    view.pasteText('b', clipboardEvent('<b>b</b>'));
    expect(showDoc(view.state.doc)).toBe('code ab');
  });
});

test('what was copied here is pasted as it was, without anything being loaded', () => {
  const view = open('p |', () => Promise.reject(new Error('not to be loaded')));
  const copied = view.serializeForClipboard(parseDoc('b one / .p two').slice(0)).dom.innerHTML;
  view.pasteHTML(copied, clipboardEvent(copied));
  expect(showDoc(view.state.doc)).toBe('b one / .p two');
});
