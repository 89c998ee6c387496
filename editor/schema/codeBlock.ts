import type { Node, NodeSpec } from 'prosemirror-model';
import { wordAttribute } from './attribute.ts';
import { placeAttributes, placeOf } from './block.ts';
import { placeAttributesOf } from './blockParse.ts';

const languageLengthMax = 40;

/** Source text: no marks, line breaks are newline characters. */
export const codeBlockSpec: NodeSpec = {
  group: 'flow',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  attrs: { language: wordAttribute, ...placeAttributes },
  parseDOM: [
    {
      tag: 'pre',
      preserveWhitespace: 'full',
      getAttrs: (element) => ({ language: languageOf(element), ...placeAttributesOf(element) }),
    },
  ],
  toDOM: (node) => [
    'pre',
    { ...placeOf(node), 'data-language': drawnLanguage(node), spellcheck: 'false', dir: 'ltr' },
    ['code', 0],
  ],
};

function drawnLanguage(node: Node): string | null {
  const { language } = node.attrs;
  return typeof language === 'string' ? language : null;
}

/** Our own attribute, or the class that Markdown renderers give to the inner element. */
function languageOf(element: HTMLElement): string | null {
  const named = element.getAttribute('data-language');
  const classed = /(?:^|\s)language-(\S+)/.exec(element.querySelector('code')?.className ?? '');
  return (named ?? classed?.[1])?.slice(0, languageLengthMax) ?? null;
}
