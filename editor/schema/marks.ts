import type { MarkSpec } from 'prosemirror-model';
import { wordAttribute } from './attribute.ts';
import { readColor } from './palette.ts';

/** None overlaps itself, so that y-prosemirror stores each under its plain name; and none keeps another away. */
export const strongSpec: MarkSpec = {
  parseDOM: [
    { tag: 'strong' },
    // Google Docs wraps whole clipboards in a <b> that isn't bold.
    { tag: 'b', getAttrs: (element) => element.style.fontWeight !== 'normal' && null },
    { style: 'font-weight', getAttrs: (value) => /^(bold(er)?|[6-9]\d{2})$/.test(value) && null },
  ],
  toDOM: () => ['strong', 0],
};

export const emSpec: MarkSpec = {
  parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
  toDOM: () => ['em', 0],
};

export const underlineSpec: MarkSpec = {
  parseDOM: [{ tag: 'u' }, { style: 'text-decoration=underline' }],
  toDOM: () => ['u', 0],
};

export const strikethroughSpec: MarkSpec = {
  parseDOM: [{ tag: 's' }, { tag: 'del' }, { tag: 'strike' }, { style: 'text-decoration=line-through' }],
  toDOM: () => ['s', 0],
};

export const codeSpec: MarkSpec = {
  code: true,
  parseDOM: [{ tag: 'code' }],
  toDOM: () => ['code', 0],
};

export const subscriptSpec: MarkSpec = {
  parseDOM: [{ tag: 'sub' }, { style: 'vertical-align=sub' }],
  toDOM: () => ['sub', 0],
};

export const superscriptSpec: MarkSpec = {
  parseDOM: [{ tag: 'sup' }, { style: 'vertical-align=super' }],
  toDOM: () => ['sup', 0],
};

/** A colour behind text; without a name it is yellow. */
export const highlightSpec: MarkSpec = {
  attrs: { color: wordAttribute },
  parseDOM: [
    {
      tag: 'mark',
      getAttrs: (element) => ({ color: readColor(element.getAttribute('data-color')) }),
    },
  ],
  toDOM: (mark) => ['mark', { 'data-color': readColor(mark.attrs.color) }, 0],
};

/** A colour of text. */
export const textColorSpec: MarkSpec = {
  attrs: { color: wordAttribute },
  parseDOM: [
    {
      tag: 'span[data-color]',
      getAttrs: (element) => {
        const color = readColor(element.getAttribute('data-color'));
        return color !== null && { color };
      },
    },
  ],
  toDOM: (mark) => ['span', { 'data-color': readColor(mark.attrs.color) }, 0],
};
