// @vitest-environment jsdom
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { TitleField } from './titleField.ts';

// jsdom has no CSS.supports; the browser that is meant here sizes fields by itself.
vi.stubGlobal('CSS', { supports: () => true });
afterAll(() => vi.unstubAllGlobals());

class Writer {
  readonly doc = new Y.Doc();
  readonly field = document.createElement('textarea');
  readonly titles: string[] = [];
  leaves = 0;
  readonly binding = new TitleField({
    field: this.field,
    doc: this.doc,
    onTitle: (title) => this.titles.push(title),
    onLeave: () => this.leaves++,
  });

  get title(): string {
    const text = this.doc.getMap('meta').get('title');
    expect(this.field.value).toBe(text?.toString() ?? '');
    return this.field.value;
  }

  /** Types over what is selected, as a browser does. */
  type(text: string): void {
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, 'end');
    this.field.dispatchEvent(new Event('input'));
  }

  typeAt(start: number, text: string, end = start): void {
    this.field.setSelectionRange(start, end);
    this.type(text);
  }

  compose(change: () => void): void {
    this.field.dispatchEvent(new Event('compositionstart'));
    change();
    this.field.dispatchEvent(new Event('compositionend'));
  }

  key(key: string): boolean {
    return this.field.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
  }
}

let ada: Writer;
let ben: Writer;

function exchange(): void {
  const [fromAda, fromBen] = [ada, ben].map(({ doc }) => Y.encodeStateAsUpdate(doc));
  if (fromAda) Y.applyUpdate(ben.doc, fromAda);
  if (fromBen) Y.applyUpdate(ada.doc, fromBen);
}

beforeEach(() => {
  ada = new Writer();
  ben = new Writer();
});

describe('title field', () => {
  test('writes nothing when it only looks', () => {
    expect(ada.doc.store.clients.size).toBe(0);
    expect(ada.titles).toEqual(['']);
  });

  test('carries what is typed to the other field, and its caret stays at the same letter', () => {
    ada.type('Ink');
    exchange();
    ben.field.setSelectionRange(1, 3);
    ada.typeAt(0, 'On ');
    exchange();
    expect(ben.title).toBe('On Ink');
    expect([ben.field.selectionStart, ben.field.selectionEnd]).toEqual([4, 6]);
    expect(ben.titles.at(-1)).toBe('On Ink');
  });

  test('keeps both when both type into it at once', () => {
    ada.type('Iron ink');
    exchange();
    ada.typeAt(4, ' gall');
    ben.typeAt(8, 's');
    exchange();
    expect([ada.title, ben.title]).toEqual(['Iron gall inks', 'Iron gall inks']);
  });

  test('keeps both when both give the untitled document its first title at once', async () => {
    ada.type('Ada');
    ben.type('Ben');
    exchange();
    await Promise.resolve();
    exchange();
    expect(ada.title).toBe(ben.title);
    expect(ada.title.split(' ').sort()).toEqual(['Ada', 'Ben']);
  });

  test('does not double the title when somebody replaces it knowingly', async () => {
    ada.type('Old');
    exchange();
    ben.doc.getMap('meta').set('title', new Y.Text('New'));
    exchange();
    await Promise.resolve();
    expect(ada.title).toBe('New');
  });

  test('becomes shared text when another program had left a plain string', () => {
    ben.doc.getMap('meta').set('title', 'Plain');
    exchange();
    expect(ada.field.value).toBe('Plain');
    ada.typeAt(5, '!');
    exchange();
    expect([ada.title, ben.title]).toEqual(['Plain!', 'Plain!']);
  });

  test('E14: is left alone while an input method composes, and catches up after it', () => {
    ada.type('ab');
    exchange();
    ada.compose(() => {
      ada.typeAt(1, 'にほ');
      ben.typeAt(2, '!');
      exchange();
      expect(ada.field.value).toBe('aにほb');
    });
    exchange();
    expect([ada.title, ben.title]).toEqual(['aにほb!', 'aにほb!']);
    expect(ada.field.selectionEnd).toBe(3);
  });

  test('E14: keeps what others typed into the text that a composition replaces', () => {
    ada.type('abcd');
    exchange();
    ada.compose(() => {
      ada.typeAt(0, '字', 4);
      ben.typeAt(2, 'X');
      exchange();
    });
    exchange();
    expect([ada.title, ben.title]).toEqual(['字X', '字X']);
  });

  test('is one line when lines are pasted', () => {
    ada.type('one\ntwo');
    expect(ada.title).toBe('one two');
  });

  test('goes on to the text when Enter is pressed, or Down at its end', () => {
    ada.type('ab');
    expect(ada.key('Enter')).toBe(false);
    expect(ada.key('ArrowDown')).toBe(false);
    ada.field.setSelectionRange(0, 0);
    expect(ada.key('ArrowDown')).toBe(true);
    expect(ada.leaves).toBe(2);
  });

  test('hears nothing any more when it is destroyed', () => {
    ada.type('a');
    exchange();
    ben.binding.destroy();
    ada.type('b');
    exchange();
    expect(ben.titles.at(-1)).toBe('a');
  });

  test('E21: is the same everywhere for any writing at once', () => {
    const edit = fc.record({
      at: fc.nat(20),
      over: fc.nat(3),
      text: fc.string({ unit: fc.constantFrom('a', '🙂', 'é', ' '), maxLength: 4 }),
      who: fc.boolean(),
      exchange: fc.boolean(),
      composed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        ada = new Writer();
        ben = new Writer();
        ada.type('🙂 start');
        exchange();
        for (const step of edits) write(step);
        exchange();
        exchange();
        expect(ada.title).toBe(ben.title);
        expect(ada.title).not.toContain('\ufffd');
      }),
    );
  });
});

interface Step {
  readonly at: number;
  readonly over: number;
  readonly text: string;
  readonly who: boolean;
  readonly exchange: boolean;
  readonly composed: boolean;
}

function write(step: Step): void {
  const writer = step.who ? ada : ben;
  const characters = [...writer.field.value];
  const offset = (count: number) => characters.slice(0, count).join('').length;
  const type = () => {
    writer.typeAt(offset(step.at), step.text, offset(step.at + step.over));
    if (step.exchange) exchange();
  };
  if (step.composed) writer.compose(type);
  else type();
}
