import type { MarkSpec } from 'prosemirror-model';

/** Marks without attributes. None overlaps itself, so that y-prosemirror stores each under its plain name. */
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
