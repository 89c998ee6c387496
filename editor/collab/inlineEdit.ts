import type { Mark, Node } from 'prosemirror-model';
import { XmlText } from 'yjs';
import { isPlaceholder } from '../schema/unknown.ts';
import { differenceOf, type Edit } from './edit.ts';
import { formatChange } from './formatting.ts';
import type { FragmentWriter } from './fragmentWriter.ts';
import type { Entry } from './outline.ts';

/** One UTF-16 unit of text, or one inline ProseMirror node that isn't text. */
interface Token {
  readonly unit: string | undefined;
  readonly node: Node;
  readonly marks: readonly Mark[];
  readonly size: number;
}

/** An inline ProseMirror node that stays, and has become another. */
export interface InnerEdit {
  readonly entry: Entry;
  readonly edit: Edit;
}

/**
 * Writes a change of what a block holds. What is the same at both ends of the changed range stays, with at most other
 * marks; what is between is deleted and written.
 *
 * @returns what there is to write in inline ProseMirror nodes that stay
 */
export function writeInline(writer: FragmentWriter, block: Entry, edit: Edit): readonly InnerEdit[] {
  const { old, now } = edit;
  const inner = innerEdit(block, edit);
  if (inner) return [inner];
  const prefix = Math.min(edit.prefix, old.content.size, now.content.size);
  const suffix = Math.min(edit.suffix, old.content.size - prefix, now.content.size - prefix);
  const before = tokensOf(old, prefix, old.content.size - suffix);
  const after = tokensOf(now, prefix, now.content.size - suffix);
  const { lead, trail } = sharedEnds(before.tokens, after.tokens);
  const start = before.start;
  const gone = sizeOf(before.tokens.slice(lead, before.tokens.length - trail));
  const leadEnd = start + sizeOf(before.tokens.slice(0, lead));
  const tail = {
    at: leadEnd + gone,
    old: before.tokens.slice(before.tokens.length - trail),
    now: after.tokens.slice(after.tokens.length - trail),
  };
  const head = { at: start, old: before.tokens.slice(0, lead), now: after.tokens.slice(0, lead) };
  // From the back to the front, so that the offsets before stay true.
  const edits = reformat(writer, block, tail);
  if (gone > 0) writer.deleteInline(block, leadEnd, leadEnd + gone);
  insert(writer, block, { at: leadEnd, tokens: after.tokens.slice(lead, after.tokens.length - trail) });
  return [...edits, ...reformat(writer, block, head)];
}

/** The change inside the one inline ProseMirror node that it is confined to. */
function innerEdit(block: Entry, { old, now, prefix, suffix }: Edit): InnerEdit | undefined {
  const entry = block.children[block.find(prefix)];
  if (!entry || entry.type instanceof XmlText || entry.isLeaf || entry.offset >= prefix) return undefined;
  const after = old.content.size - entry.offset - entry.size;
  const before = old.nodeAt(entry.offset);
  const fresh = now.nodeAt(entry.offset);
  const isConfined = suffix > after && now.content.size - after === entry.offset + (fresh?.nodeSize ?? -1);
  if (!isConfined || !before || !fresh || before.type !== fresh.type) return undefined;
  const inside = { prefix: prefix - entry.offset - 1, suffix: suffix - after - 1 };
  return { entry, edit: { old: before, now: fresh, ...inside } };
}

/** A ProseMirror node that is only partly in the range counts wholly. */
function tokensOf(
  node: Node,
  from: number,
  to: number,
): { readonly start: number; readonly tokens: readonly Token[] } {
  const tokens: Token[] = [];
  let start = from;
  node.forEach((child, offset) => {
    if (offset >= to || offset + child.nodeSize <= from) return;
    const { marks, text } = child;
    if (text === undefined) {
      start = Math.min(start, offset);
      tokens.push({ unit: undefined, node: child, marks, size: child.nodeSize });
      return;
    }
    const piece = text.slice(Math.max(0, from - offset), to - offset);
    for (const unit of piece.split('')) tokens.push({ unit, node: child, marks, size: 1 });
  });
  return { start, tokens };
}

function sharedEnds(
  old: readonly Token[],
  now: readonly Token[],
): { readonly lead: number; readonly trail: number } {
  const most = Math.min(old.length, now.length);
  let lead = 0;
  while (lead < most && isSame(old[lead], now[lead])) lead += 1;
  if (lead < Math.max(old.length, now.length) && isHighSurrogate(old[lead - 1])) lead -= 1;
  let trail = 0;
  while (trail < most - lead && isSame(old[old.length - 1 - trail], now[now.length - 1 - trail])) trail += 1;
  if (trail > 0 && isLowSurrogate(old[old.length - trail])) trail -= 1;
  return { lead, trail };
}

function isSame(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.unit !== undefined) return a.unit === b.unit;
  return isPlaceholder(a.node.type) ? a.node.eq(b.node) : a.node.type === b.node.type;
}

function isHighSurrogate(token: Token | undefined): boolean {
  return token?.unit !== undefined && /[\ud800-\udbff]/.test(token.unit);
}

function isLowSurrogate(token: Token | undefined): boolean {
  return token?.unit !== undefined && /[\udc00-\udfff]/.test(token.unit);
}

interface Shared {
  readonly at: number;
  readonly old: readonly Token[];
  readonly now: readonly Token[];
}

/** What stays gets its new marks. */
function reformat(writer: FragmentWriter, block: Entry, { at, old, now }: Shared): readonly InnerEdit[] {
  const edits: InnerEdit[] = [];
  let offset = at;
  for (let start = 0; start < old.length; ) {
    const [before, fresh] = [old[start], now[start]];
    if (!before || !fresh) break;
    let end = start + 1;
    while (isOneRun(before, old[end]) && isOneRun(fresh, now[end])) end += 1;
    const to = offset + sizeOf(old.slice(start, end));
    const entry = before.unit === undefined ? block.children[block.find(offset)] : undefined;
    if (entry) edits.push({ entry, edit: differenceOf(before.node, fresh.node) });
    else formatRun(writer, block, { from: offset, to, before, fresh });
    offset = to;
    start = end;
  }
  return edits;
}

function isOneRun(token: Token, next: Token | undefined): boolean {
  return next?.unit !== undefined && token.unit !== undefined && next.node === token.node;
}

interface FormattedRun {
  readonly from: number;
  readonly to: number;
  readonly before: Token;
  readonly fresh: Token;
}

function formatRun(writer: FragmentWriter, block: Entry, { from, to, before, fresh }: FormattedRun): void {
  const change = formatChange(before.marks, fresh.marks);
  if (Object.keys(change).length > 0) writer.format(block, { from, to, now: fresh.node }, change);
}

/** Text that carries the same marks is written at once. */
function insert(
  writer: FragmentWriter,
  block: Entry,
  { at, tokens }: { readonly at: number; readonly tokens: readonly Token[] },
): void {
  let offset = at;
  for (let start = 0; start < tokens.length; ) {
    const first = tokens[start];
    if (!first) return;
    let end = start + 1;
    while (isOneRun(first, tokens[end])) end += 1;
    const text = tokens
      .slice(start, end)
      .map(({ unit }) => unit ?? '')
      .join('');
    const node = first.unit === undefined ? first.node : first.node.type.schema.text(text, first.marks);
    writer.insertInline(block, offset, node);
    offset += node.nodeSize;
    start = end;
  }
}

function sizeOf(tokens: readonly Token[]): number {
  return tokens.reduce((size, token) => size + token.size, 0);
}
