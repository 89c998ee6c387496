import type { Attrs, Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';
import { BlockRun } from './blockRun.ts';
import { canonicalDoc } from './canonical.ts';
import {
  type Context,
  contextIn,
  countIn,
  pageContext,
  paragraphIn,
  placeIn,
  quotedContext,
} from './htmlContext.ts';
import {
  cellAttributes,
  embedSource,
  pictureAttributes,
  readCode,
  readFile,
  readMathBlock,
  readMathInline,
  readMention,
} from './htmlLeaf.ts';
import { isHidden } from './htmlStyle.ts';
import { findAll, type HtmlElement, type HtmlNode, isElement, type ParseHtml, textIn } from './htmlTree.ts';
import { heldIn } from './outline.ts';
import { wordItem } from './wordList.ts';

/**
 * HTML of any origin as a document: our own, a web page's, what Word, Google Docs, browsers and other editors put on the clipboard.
 * What isn't named here has no way in: scripts, styles, handlers and unsafe addresses end here.
 *
 * @returns a canonical document.
 */
export function readHtml(html: string, parse: ParseHtml): Node {
  return canonicalDoc(schema.node('doc', null, new HtmlReader().read(parse(html), pageContext)));
}

/** What is never drawn as text, or can't be used here. */
const skippedTags = new Set(
  'script style template title meta link base noscript object applet svg canvas audio video map select textarea datalist'.split(
    ' ',
  ),
);
/** Text in these stands on lines of its own. */
const blockTags = new Set(
  'address article aside body caption center dd div dl dt fieldset figcaption footer form header hgroup html legend main nav section tbody td tfoot th thead tr'.split(
    ' ',
  ),
);

class HtmlReader {
  readonly #blocks = new BlockRun();

  read(nodes: readonly HtmlNode[], context: Context): readonly Node[] {
    this.#readAll(nodes, context);
    return this.#blocks.finish();
  }

  #readAll(nodes: readonly HtmlNode[], context: Context): void {
    for (const node of nodes) {
      if (!isElement(node)) this.#readText(node, context);
      else if (!skippedTags.has(node.tag) && !isHidden(node) && !isFiller(node))
        this.#readElement(node, context);
    }
  }

  #readText(text: string, context: Context): void {
    const isSeen = context.kept || /[^ \t\n\r\f]/.test(text);
    if (isSeen || this.#blocks.isOpen) this.#blocks.line(paragraphIn(context)).addText(text, context);
  }

  #readElement(element: HtmlElement, context: Context): void {
    const inside = contextIn(element, context);
    if (this.#readLeaf(element, inside) || this.#readNamed(element, inside)) return;
    const isBlock = blockTags.has(element.tag);
    if (isBlock) this.#blocks.end();
    this.#readAll(element.children, inside);
    if (isBlock) this.#blocks.end();
  }

  /** What has content in an order of its own. False for what is only something around its children. */
  #readNamed(element: HtmlElement, context: Context): boolean {
    switch (element.tag) {
      case 'ul':
      case 'ol':
        this.#readList(element, context);
        return true;
      case 'li':
        this.#readHolder(element, context, { kind: 'bullet' });
        return true;
      case 'details':
        this.#readHolder(element, context, { kind: 'toggle', folded: !('open' in element.attributes) });
        return true;
      case 'blockquote':
        this.#readQuotation(element, quotedContext(element, context));
        return true;
      case 'table':
        return this.#readTable(element, context);
      case 'figure':
        return this.#readFigure(element, context);
      default:
        return this.#readTextblock(element, context) || this.#readDivision(element, context);
    }
  }

  #readQuotation(element: HtmlElement, context: Context): void {
    this.#blocks.settle();
    const { count } = this.#blocks;
    this.#readAll(element.children, context);
    this.#blocks.settle();
    if (this.#blocks.count > count || !context.inQuotation) return;
    // There is nothing in it, and it is still one.
    this.#blocks.start(paragraphIn(context));
    this.#blocks.end();
  }

  #readTextblock(element: HtmlElement, context: Context): boolean {
    const attrs = textblockAttributes(element, context);
    if (attrs === null) return false;
    this.#blocks.start(attrs);
    this.#readAll(element.children, context);
    this.#blocks.end();
    return true;
  }

  #readDivision(element: HtmlElement, context: Context): boolean {
    const { 'data-kind': kind, 'data-tone': tone } = element.attributes;
    if (element.tag !== 'div' || (kind !== 'callout' && kind !== 'toggle')) return false;
    this.#readHolder(element, context, { kind, tone });
    return true;
  }

  #readList(list: HtmlElement, context: Context): void {
    let number = countIn(list, 'start') ?? 1;
    for (const child of list.children) {
      if (!isElement(child)) continue;
      const isItem = child.tag === 'li';
      // A list right in a list is one in the item before it, as browsers write them.
      const around = isItem ? contextIn(child, context) : { ...context, ...heldIn(context.indent) };
      if (!isItem) this.#readAll([child], around);
      else if (list.tag === 'ul') this.#readHolder(child, around, { kind: 'bullet' });
      else {
        number = countIn(child, 'value') ?? number;
        this.#readHolder(child, around, { kind: 'numbered', start: number });
        number += 1;
      }
    }
  }

  /** A list item, a callout or a toggle: its own text, and then what it holds. */
  #readHolder(element: HtmlElement, context: Context, attrs: Attrs): void {
    this.#blocks.startHead({ ...attrs, align: context.align, ...placeIn(context) });
    const checked = element.attributes['data-checked'] ?? element.attributes['aria-checked'];
    if (element.tag === 'li' && checked !== undefined) this.#blocks.markTask(checked === 'true');
    this.#readAll(element.children, { ...context, ...heldIn(context.indent) });
    this.#blocks.settle();
  }

  #readFigure(figure: HtmlElement, context: Context): boolean {
    const [picture] = findAll(figure, ({ tag }) => tag === 'img');
    if (!picture) return false;
    const [link] = findAll(figure, ({ tag }) => tag === 'a');
    const linked =
      link && findAll(link, (each) => each === picture).length > 0 ? contextIn(link, context) : context;
    const attrs = pictureAttributes(picture, linked);
    const [caption] = findAll(figure, ({ tag }) => tag === 'figcaption');
    const text = caption ? new HtmlReader().#readLine(caption) : [];
    if (attrs)
      this.#blocks.add(
        schema.nodes.figure.create({ ...attrs, align: context.align, ...placeIn(context) }, text),
      );
    return true;
  }

  /** All that is in it as one line of text, with breaks between what were blocks. */
  #readLine(element: HtmlElement): readonly Node[] {
    const blocks = this.read(element.children, pageContext).filter(({ type }) => type === schema.nodes.block);
    return blocks.flatMap(({ children }, index) =>
      index === 0 ? children : [schema.nodes.hard_break.create(), ...children],
    );
  }

  #readTable(table: HtmlElement, context: Context): boolean {
    if (context.inCell) return false;
    const rows = findAll(table, ({ tag }) => tag === 'tr').map((row) =>
      schema.nodes.table_row.create(
        null,
        row.children.filter(isCell).map((cell) => this.#readCell(cell, context)),
      ),
    );
    this.#blocks.add(schema.nodes.table.create(placeIn(context), rows));
    return true;
  }

  #readCell(cell: HtmlElement, { marks, kept }: Context): Node {
    const context = contextIn(cell, { ...pageContext, marks, kept, inCell: true });
    const blocks = new HtmlReader().read(cell.children, context);
    const isEmpty = blocks.length === 0 && cell.attributes['data-empty'] === undefined;
    const content = isEmpty ? [schema.nodes.block.create(paragraphIn(context))] : blocks;
    return schema.nodes.table_cell.create(cellAttributes(cell), content);
  }

  /** What is one ProseMirror node, in the line or a block by itself. */
  #readLeaf(element: HtmlElement, context: Context): boolean {
    const { tag, attributes } = element;
    if (tag === 'br') this.#readBreak(element, context);
    else if (tag === 'img') this.#readPicture(element, context);
    else if (tag === 'hr') this.#blocks.add(schema.nodes.divider.create(placeIn(context)));
    else if (tag === 'pre') this.#blocks.add(readCode(element, context));
    // A space that WebKit wrote so that it isn't lost.
    else if (attributes.class === 'Apple-converted-space') this.#readText(' ', context);
    else if (isBox(element)) this.#blocks.markTask(isChecked(element));
    else if (tag === 'input') return true;
    else if ('data-mention' in attributes)
      this.#blocks.line(paragraphIn(context)).addNode(readMention(element));
    else if ('data-math' in attributes) this.#readMath(element, context);
    else if ('data-file' in attributes) this.#blocks.add(readFile(element, context));
    else if ('data-embed' in attributes || tag === 'iframe') this.#readEmbed(element, context);
    else return false;
    return true;
  }

  #readBreak({ attributes }: HtmlElement, context: Context): void {
    // A filler of Safari and Chrome, which isn't drawn where it comes from.
    if (attributes.class === 'Apple-interchange-newline') return;
    this.#blocks.line(paragraphIn(context)).addNode(schema.nodes.hard_break.create());
  }

  #readPicture(element: HtmlElement, context: Context): void {
    const attrs = pictureAttributes(element, context);
    if (attrs) this.#blocks.line(paragraphIn(context)).addNode(schema.nodes.image.create(attrs));
  }

  #readMath(element: HtmlElement, context: Context): void {
    if (element.tag === 'span') this.#blocks.line(paragraphIn(context)).addNode(readMathInline(element));
    else this.#blocks.add(readMathBlock(element, context));
  }

  #readEmbed(element: HtmlElement, context: Context): void {
    const src = embedSource(element);
    if (src === null) return;
    if (context.inCell) this.#readAll(element.children, context);
    else this.#blocks.add(schema.nodes.embed.create({ src, ...placeIn(context) }));
  }
}

/** The attributes of a block of text that a tag stands for; null for other tags. */
function textblockAttributes(element: HtmlElement, context: Context): Attrs | null {
  const { tag, attributes } = element;
  const heading = /^h([1-6])$/.exec(tag)?.[1];
  const place = { align: context.align, ...placeIn(context) };
  if (heading !== undefined) return { kind: 'heading', level: Number(heading), ...place };
  if (tag === 'summary') return paragraphIn(context);
  const item = tag === 'p' ? wordItem(element) : null;
  if (item) return { ...item.attrs, ...place, indent: context.indent + item.depth || null };
  return tag === 'p' ? paragraphIn(context, attributes['data-kind']) : null;
}

/** The box of a task; Notion draws its own. */
function isBox({ tag, attributes }: HtmlElement): boolean {
  return tag === 'input'
    ? attributes.type?.toLowerCase() === 'checkbox'
    : /\bcheckbox-o(?:n|ff)\b/.test(attributes.class ?? '');
}

function isChecked({ tag, attributes }: HtmlElement): boolean {
  return tag === 'input' ? 'checked' in attributes : /\bcheckbox-on\b/.test(attributes.class ?? '');
}

/** What stands in an empty paragraph of Word's, or in place of a box of Google Docs'. */
function isFiller(element: HtmlElement): boolean {
  if (element.tag === 'o:p') return textIn(element).trim() === '';
  return element.tag === 'img' && element.attributes['aria-roledescription'] === 'checkbox';
}

function isCell(node: HtmlNode): node is HtmlElement {
  return isElement(node) && (node.tag === 'td' || node.tag === 'th');
}
