import { ContentFormat, ContentString, type Item, type Transaction, type YTextEvent } from 'yjs';

/** What formatting there is at one place in a text, by key. */
export type FormatMap = ReadonlyMap<string, unknown>;

/** One piece of how a text changed, from its start to its end; lengths in UTF-16 units. */
export type TextChange =
  | { readonly kind: 'keep'; readonly length: number; readonly format: FormatMap | undefined }
  | { readonly kind: 'insert'; readonly text: string; readonly format: FormatMap }
  | { readonly kind: 'delete'; readonly length: number }
  /** Something that isn't text. */
  | { readonly kind: 'embed' };

/**
 * What a transaction did to a text. Yjs's own `event.delta` tidies formatting while it is read, which is a write, and
 * nobody may write for having looked (E11). `format` of what is kept is there only where it has changed.
 */
export function textChanges(event: YTextEvent): readonly TextChange[] {
  const before = new Map<string, unknown>();
  const now = new Map<string, unknown>();
  /** Of what is kept here. A paragraph of one day is thousands of items, so it isn't found anew for each. */
  let changed: FormatMap | undefined;
  const changes: TextChange[] = [];
  const isNew = newness(event.transaction);
  for (let item: Item | null = event.target._start; item !== null; item = item.right) {
    const wasThere = !isNew(item) && (!item.deleted || event.deletes(item));
    const { content } = item;
    if (content instanceof ContentFormat) {
      if (wasThere) setFormat(before, content);
      if (!item.deleted) setFormat(now, content);
      changed = equalFormat(before, now) ? undefined : new Map(now);
    } else if (item.countable) {
      const change = itemChange(item, { wasThere, changed, now });
      if (change) append(changes, change);
    }
  }
  return changes;
}

/** What `event.adds` answers, for one item after the other: neighbours are mostly of one client, which is looked up once. */
function newness({ beforeState }: Transaction): (item: Item) => boolean {
  let client: number | undefined;
  let known = 0;
  return ({ id }) => {
    if (id.client !== client) {
      client = id.client;
      known = beforeState.get(client) ?? 0;
    }
    return id.clock >= known;
  };
}

interface Around {
  readonly wasThere: boolean;
  /** The format of what is kept, if it is another than before. */
  readonly changed: FormatMap | undefined;
  readonly now: FormatMap;
}

function itemChange(item: Item, { wasThere, changed, now }: Around): TextChange | undefined {
  const { length, deleted, content } = item;
  if (wasThere && deleted) return { kind: 'delete', length };
  if (wasThere) return { kind: 'keep', length, format: changed };
  if (deleted) return undefined;
  if (!(content instanceof ContentString)) return { kind: 'embed' };
  return { kind: 'insert', text: content.str, format: new Map(now) };
}

/** What is kept alike is one piece, of however many items. */
function append(changes: TextChange[], change: TextChange): void {
  const last = changes.at(-1);
  const isOne = last?.kind === 'keep' && change.kind === 'keep' && last.format === change.format;
  if (isOne) changes[changes.length - 1] = { ...last, length: last.length + change.length };
  else changes.push(change);
}

function setFormat(format: Map<string, unknown>, { key, value }: ContentFormat): void {
  if (value === null) format.delete(key);
  else format.set(key, value);
}

/** The values are small JSON, and are made in one way. */
function equalFormat(a: FormatMap, b: FormatMap): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => {
    const other = b.get(key);
    return other === value || (b.has(key) && JSON.stringify(other) === JSON.stringify(value));
  });
}
