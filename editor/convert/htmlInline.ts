import type { Mark, Node } from 'prosemirror-model';
import { mentionLabel } from '../schema/mention.ts';
import { type MarkName, schema } from '../schema/schema.ts';
import { element, type HtmlElement, type HtmlNode } from './htmlTree.ts';
import { type InlinePart, inlineTreeOf, isMarked } from './inlineTree.ts';

const plainTags: Readonly<Partial<Record<MarkName | string, string>>> = {
  strong: 'strong',
  em: 'em',
  underline: 'u',
  strikethrough: 's',
  superscript: 'sup',
  subscript: 'sub',
  code: 'code',
};

/** Shape: a canonical textblock. What follows a last line break is doubled, since HTML draws none at the end. */
export function writeInline(textblock: Node): readonly HtmlNode[] {
  const nodes = inlineTreeOf(textblock).map(writePart);
  const whole = textblock.lastChild?.type === schema.nodes.hard_break ? [...nodes, element('br', {})] : nodes;
  return keepsSpaces(textblock) ? [element('span', { style: 'white-space: pre-wrap' }, whole)] : whole;
}

function writePart(part: InlinePart): HtmlNode {
  return isMarked(part) ? writeMark(part.mark, part.inside.map(writePart)) : writeInlineNode(part);
}

/** Shape: a canonical mark. */
export function writeMark(mark: Mark, children: readonly HtmlNode[]): HtmlElement {
  switch (mark.type) {
    case schema.marks.link:
      return element('a', { href: mark.attrs.href, title: mark.attrs.title }, children);
    case schema.marks.highlight:
      return element('mark', { 'data-color': mark.attrs.color }, children);
    case schema.marks.text_color:
      return element('span', { 'data-color': mark.attrs.color }, children);
    default:
      return element(plainTags[mark.type.name] ?? 'span', {}, children);
  }
}

/** Shape: a canonical inline ProseMirror node. */
export function writeInlineNode(node: Node): HtmlNode {
  switch (node.type) {
    case schema.nodes.hard_break:
      return element('br', {});
    case schema.nodes.image:
      return writePicture(node);
    case schema.nodes.math_inline:
      return element('span', { 'data-math': 'inline' }, [node.textContent]);
    case schema.nodes.mention:
      return element('span', { 'data-mention': node.attrs.id ?? '' }, [`@${mentionLabel(node)}`]);
    default:
      return node.text ?? '';
  }
}

/** The image of a `figure` or an `image`, without its link. */
export function writePicture({ attrs: { src, alt, title, width } }: Node): HtmlElement {
  return element('img', { src, alt: alt ?? '', title, width: width === null ? null : String(width) });
}

/** Whether HTML would draw its spaces as fewer. */
function keepsSpaces(textblock: Node): boolean {
  const text = textblock.children.map(
    (node) => node.text ?? (node.type === schema.nodes.hard_break ? '\v' : 'x'),
  );
  return /[\t\n\f]|^ | $| {2}| \v|\v /.test(text.join(''));
}
