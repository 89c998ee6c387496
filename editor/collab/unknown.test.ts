// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { encodeStateAsUpdate, XmlElement, XmlText } from 'yjs';
import { createEditor } from '../editor.ts';
import { showDoc } from '../testing/notation.fixture.ts';
import {
  createTwo,
  exchange,
  firstBlock,
  firstText,
  type Replica,
  send,
} from '../testing/replicas.fixture.ts';

describe('content of a newer version', () => {
  test.each([
    [
      'a ProseMirror node',
      (r: Replica) => r.doc.getXmlFragment('prosemirror').push([new XmlElement('chart')]),
    ],
    ['a mark', (r: Replica) => firstText(r).format(0, 2, { glow: {} })],
    ['an attribute', (r: Replica) => firstBlock(r).setAttribute('mood', 'grave')],
    [
      'an attribute of another type',
      (r: Replica) => firstBlock(r).setAttribute('kind', 5 as unknown as string),
    ],
    ['a block in a block', (r: Replica) => firstBlock(r).push([new XmlElement('block')])],
    ['text outside of blocks', (r: Replica) => r.doc.getXmlFragment('prosemirror').push([new XmlText('x')])],
    ['an inline object', (r: Replica) => firstText(r).insertEmbed(0, { image: 'x' })],
  ])('is left alone when it arrives: %s (E1)', (...[, write]) => {
    const [a, b] = createTwo('p one / p two');
    b.editor.destroy();
    write(b);
    const sent = encodeStateAsUpdate(b.doc);
    send(b, a);
    a.type('x');
    a.editor.commands.setKind({ kind: 'heading' });
    expect(encodeStateAsUpdate(a.doc)).toEqual(sent);
    expect(a.editor.peek()).toMatchObject({ outdated: true, editable: false });
    expect(a.editor.view.editable).toBe(false);
  });

  test('is kept and can be edited when it is only a value that this version reads as the default', () => {
    const [a, b] = createTwo('p one / p two');
    firstBlock(b).setAttribute('kind', 'poem');
    send(b, a);
    a.select('p |one / p two');
    a.type('x');
    exchange([a, b]);
    expect(firstBlock(b).getAttribute('kind')).toBe('poem');
    expect(a.editor.peek()).toMatchObject({ outdated: false, kind: 'paragraph' });
    expect(showDoc(a.editor.view.state.doc)).toBe('p xone / p two');
  });

  test('is left alone when it is there at opening, also when others go on and when plugins are made anew (E1)', () => {
    const [a, b] = createTwo('p one / p two');
    b.editor.destroy();
    a.editor.destroy();
    firstText(a).format(0, 2, { glow: {} });
    const { doc, awareness } = a;
    const editor = createEditor({ element: document.createElement('div'), doc, awareness, editable: true });
    expect(editor.peek()).toMatchObject({ outdated: true, editable: false });
    expect(showDoc(editor.view.state.doc)).toContain('p two');
    editor.view.updateState(editor.view.state.reconfigure({ plugins: [...editor.view.state.plugins] }));
    firstText(b).insert(3, 'X');
    exchange([a, b]);
    expect(encodeStateAsUpdate(a.doc)).toEqual(encodeStateAsUpdate(b.doc));
    expect(firstText(a).toDelta()).toEqual([{ insert: 'on', attributes: { glow: {} } }, { insert: 'eX' }]);
  });

  test('is left out, and what others go on to write beside it is shown (E1)', () => {
    const [a, b] = createTwo('p one / p two');
    b.editor.destroy();
    b.doc.getXmlFragment('prosemirror').insert(1, [new XmlElement('chart')]);
    send(b, a);
    firstText(b).insert(3, 'X');
    send(b, a);
    expect(showDoc(a.editor.view.state.doc)).toBe('p oneX / p two');
    expect(a.editor.peek()).toMatchObject({ outdated: true, editable: false });
    expect(encodeStateAsUpdate(a.doc)).toEqual(encodeStateAsUpdate(b.doc));
  });
});
