import type { Mark } from 'prosemirror-model';
import { readWord } from '../schema/attribute.ts';
import { alignments } from '../schema/place.ts';
import { type MarkName, schema } from '../schema/schema.ts';
import type { HtmlElement } from './htmlTree.ts';
import { nearestColor } from './nearestColor.ts';

/** What styles and tags say of the text in an element; programs on the clipboard use either. */

/** The declarations of a `style` attribute, names and values in lower case. */
export function styleOf({ attributes }: HtmlElement): ReadonlyMap<string, string> {
  const declarations = (attributes.style ?? '').split(';').map((declaration) => declaration.split(':'));
  return new Map(
    declarations.map(([name = '', ...value]) => [
      name.trim().toLowerCase(),
      value.join(':').trim().toLowerCase(),
    ]),
  );
}

type Style = ReadonlyMap<string, string>;

const tagMarks: Readonly<Record<string, MarkName>> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  cite: 'em',
  var: 'em',
  dfn: 'em',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  del: 'strikethrough',
  strike: 'strikethrough',
  sup: 'superscript',
  sub: 'subscript',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
};

/** The marks of text in `element`, which stands in text with `marks`. Links and colours are as they are written: not yet safe. */
export function marksIn(element: HtmlElement, marks: readonly Mark[]): readonly Mark[] {
  const style = styleOf(element);
  const inLink = schema.marks.link.isInSet(marks) !== undefined;
  const [added, removed] = styleMarks(style, { inLink });
  const colored = spanTags.has(element.tag) && !inLink ? colorMarks(style) : [];
  const tagged = [...tagMark(element), ...colored, ...added.map((name) => schema.marks[name].create())];
  const all = tagged.reduce((set: readonly Mark[], mark) => mark.addToSet(set), marks);
  return removed.reduce((set, name) => schema.marks[name].removeFromSet(set), all);
}

/** Of these the colours are somebody's choice for the words in them; those of blocks and links are the page's. */
const spanTags = new Set(['span', 'font']);

function colorMarks(style: Style): readonly Mark[] {
  const text = nearestColor(style.get('color') ?? '');
  const behind = nearestColor(style.get('background-color') ?? style.get('background') ?? '');
  return [
    ...(text === null ? [] : [schema.marks.text_color.create({ color: text })]),
    ...(behind === null ? [] : [schema.marks.highlight.create({ color: behind })]),
  ];
}

function tagMark({ tag, attributes }: HtmlElement): readonly Mark[] {
  const color = attributes['data-color'] ?? null;
  if (tag === 'a' && attributes.href !== undefined)
    return [schema.marks.link.create({ href: attributes.href, title: attributes.title ?? null })];
  if (tag === 'mark') return [schema.marks.highlight.create({ color })];
  if (tag === 'span' && color !== null) return [schema.marks.text_color.create({ color })];
  const name = Object.hasOwn(tagMarks, tag) ? tagMarks[tag] : undefined;
  return name === undefined ? [] : [schema.marks[name].create()];
}

/** Which marks a style adds, and which it takes away. Every link is underlined, which says nothing. */
function styleMarks(
  style: Style,
  { inLink }: { readonly inLink: boolean },
): readonly [readonly MarkName[], readonly MarkName[]] {
  const weight = style.get('font-weight') ?? '';
  const slant = style.get('font-style') ?? '';
  const lines = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  const height = style.get('vertical-align') ?? '';
  const added: readonly (MarkName | false)[] = [
    /^(?:bold(?:er)?|[6-9]\d\d)$/.test(weight) && 'strong',
    /^(?:italic|oblique)/.test(slant) && 'em',
    !inLink && /underline/.test(lines) && 'underline',
    /line-through/.test(lines) && 'strikethrough',
    height === 'super' && 'superscript',
    height === 'sub' && 'subscript',
  ];
  const removed: readonly (MarkName | false)[] = [
    /^(?:normal|lighter|[1-5]\d\d)$/.test(weight) && 'strong',
    slant === 'normal' && 'em',
  ];
  return [added.filter(isMarkName), removed.filter(isMarkName)];
}

function isMarkName(name: MarkName | false): name is MarkName {
  return name !== false;
}

/** Whether spaces and ends of lines in `element` count; null where it doesn't say. */
export function keepsSpaces(element: HtmlElement): boolean | null {
  const value = styleOf(element).get('white-space');
  return value === undefined ? null : /^(?:pre|break-spaces)/.test(value) && value !== 'pre-line';
}

/** How the text in `element` is aligned, null for the usual; undefined where it doesn't say. */
export function alignIn(element: HtmlElement): string | null | undefined {
  const said =
    element.attributes['data-align'] ?? styleOf(element).get('text-align') ?? element.attributes.align;
  return said === undefined ? undefined : readWord(said.toLowerCase(), alignments);
}

/** Whether an element isn't drawn: hidden, or there for the program that wrote it only. */
export function isHidden(element: HtmlElement): boolean {
  const style = styleOf(element);
  return (
    style.get('display') === 'none' || style.get('mso-list') === 'ignore' || style.get('mso-hide') === 'all'
  );
}
