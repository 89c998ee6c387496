import type { NodeSpec } from 'prosemirror-model';
import { annotationsOnly } from './annotation.ts';
import { readText, wordAttribute } from './attribute.ts';
import { flowAttributesOf } from './blockParse.ts';
import { drawPlaced, flowAttributes } from './place.ts';

const languageLengthMax = 40;

/** Source text: no marks but comments and suggestions, line breaks are newline characters. */
export const codeBlockSpec: NodeSpec = {
  group: 'flow cellflow',
  content: 'text*',
  marks: annotationsOnly,
  code: true,
  defining: true,
  attrs: { language: wordAttribute, ...flowAttributes },
  parseDOM: [
    {
      tag: 'pre',
      preserveWhitespace: 'full',
      getAttrs: (element) => ({ language: languageOf(element), ...flowAttributesOf(element) }),
    },
  ],
  toDOM: (node) =>
    drawPlaced(
      node,
      { tag: 'pre', 'data-language': codeLanguage(node.attrs.language), spellcheck: 'false', dir: 'ltr' },
      ['code', 0],
    ),
};

/** The name of a language as it may be drawn, else null. */
export function codeLanguage(value: unknown): string | null {
  return readText(value, languageLengthMax);
}

/** Our own attribute, or the class that Markdown renderers give to the inner element. */
function languageOf(element: HTMLElement): string | null {
  const named = element.getAttribute('data-language');
  const classed = /(?:^|\s)language-(\S+)/.exec(element.querySelector('code')?.className ?? '');
  return codeLanguage(named ?? classed?.[1]);
}
