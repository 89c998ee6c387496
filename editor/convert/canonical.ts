import { Fragment, type Mark, type Node } from 'prosemirror-model';
import { isAnnotation } from '../schema/annotation.ts';
import { readText, readWord } from '../schema/attribute.ts';
import { blockFacts } from '../schema/block.ts';
import { codeLanguage } from '../schema/codeBlock.ts';
import { fileFacts } from '../schema/file.ts';
import { linkFacts, safeWebAddress } from '../schema/link.ts';
import { mentionLabel } from '../schema/mention.ts';
import { readColor } from '../schema/palette.ts';
import { pictureFacts } from '../schema/picture.ts';
import { alignments, placeFacts } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { cellFacts } from '../schema/table.ts';
import { isPlaceholder, unknownText } from '../schema/unknown.ts';
import { isQuotation, outlineOf, type Part } from './outline.ts';

/**
 * The document as it is seen: every attribute as the schema's facts read it, null where it says nothing; marks on text only, without
 * comments and suggestions; and no character that text files can't hold. Two documents with the same canonical one look the same, and every conversion writes
 * this one, so that it has to know nothing of values out of range.
 */
export function canonicalDoc(doc: Node): Node {
  return doc.copy(Fragment.from(canonicalBlocks(doc.children)));
}

/** @returns `text` as a file can hold it: ends of lines are \n, and what no file holds is U+FFFD. */
export function canonicalText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\t\n\f\x80-\x9f])\p{Cc}|\p{Surrogate}/gu, '\ufffd');
}

function canonicalBlocks(blocks: readonly Node[]): readonly Node[] {
  const restarting = new Set(restartsIn(outlineOf(blocks)));
  return blocks.map((block) => {
    if (isPlaceholder(block.type)) return schema.nodes.block.create(null, textOf(block));
    const attrs = { ...attributesOf(block), ...(restarting.has(block) ? {} : withoutStart(block)) };
    return block.type.create(attrs, contentOf(block));
  });
}

function withoutStart(block: Node): { readonly start?: null } {
  return block.type === schema.nodes.block ? { start: null } : {};
}

/** The numbered items whose number has to be said. */
function restartsIn(parts: readonly Part[]): readonly Node[] {
  return parts.flatMap((part) => {
    if (isQuotation(part)) return restartsIn(part.quoted);
    return [...(part.restarts ? [part.block] : []), ...restartsIn(part.held)];
  });
}

function contentOf(node: Node): Fragment {
  if (node.type === schema.nodes.table_cell) return Fragment.from(canonicalBlocks(node.children));
  return Fragment.from(node.children.flatMap(canonicalNode));
}

function canonicalNode(node: Node): Node | readonly Node[] {
  if (isPlaceholder(node.type)) return textOf(node);
  if (node.isText) return schema.text(canonicalText(node.text ?? ''), node.marks.flatMap(canonicalMark));
  return node.type.create(attributesOf(node), contentOf(node));
}

/** What can be read of something that isn't known. */
function textOf(node: Node): readonly Node[] {
  const text = canonicalText(unknownText(node));
  return text === '' ? [] : [schema.text(text)];
}

function canonicalMark(mark: Mark): readonly Mark[] {
  if (isAnnotation(mark.type)) return [];
  switch (mark.type) {
    case schema.marks.link: {
      const { href, title } = linkFacts(mark);
      return href === null ? [] : [mark.type.create({ href, title: canonicalWord(title) })];
    }
    case schema.marks.text_color:
      return readColor(mark.attrs.color) === null ? [] : [mark];
    case schema.marks.highlight:
      return [mark.type.create({ color: readColor(mark.attrs.color) })];
    default:
      return [mark];
  }
}

type Attributes = Readonly<Record<string, unknown>>;

function attributesOf(node: Node): Attributes {
  const place = placeOf(node);
  switch (node.type) {
    case schema.nodes.block:
      return { ...place, ...blockAttributesOf(node) };
    case schema.nodes.code_block:
      return { ...place, language: canonicalWord(codeLanguage(node.attrs.language)) };
    case schema.nodes.figure:
      return { ...place, ...pictureAttributesOf(node), align: readWord(node.attrs.align, alignments) };
    case schema.nodes.image:
      return pictureAttributesOf(node);
    case schema.nodes.embed:
      return { ...place, src: safeWebAddress(node.attrs.src) };
    case schema.nodes.file: {
      const { href, name, size } = fileFacts(node);
      return { ...place, src: href, name: canonicalWord(name), size };
    }
    case schema.nodes.mention: {
      const id = canonicalWord(readText(node.attrs.id, 255));
      return { id, label: canonicalWord(mentionLabel(node)) };
    }
    case schema.nodes.table_cell:
      return { ...cellFacts(node), header: node.attrs.header === true || null };
    default:
      return place;
  }
}

function placeOf(node: Node): Attributes {
  const { indent, quoted } = placeFacts(node);
  return 'indent' in node.attrs ? { indent: indent || null, quoted: quoted || null } : {};
}

function blockAttributesOf(block: Node): Attributes {
  const { kind, level, checked, start, tone } = blockFacts(block);
  return {
    kind,
    level: kind === 'heading' ? level : null,
    checked: checked || null,
    folded: (kind === 'toggle' && block.attrs.folded === true) || null,
    align: readWord(block.attrs.align, alignments),
    start,
    tone,
  };
}

function pictureAttributesOf(node: Node): Attributes {
  const { src, alt, title, width, href } = pictureFacts(node);
  return { src, alt: canonicalWord(alt), title: canonicalWord(title), width, href };
}

function canonicalWord(text: string | null): string | null {
  return text === null || text === '' ? null : canonicalText(text);
}
