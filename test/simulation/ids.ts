import * as Y from 'yjs';

/** Clocks of one client, `to` exclusive. */
export interface IdRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** What an update brings: the ids that it inserts, and those that it deletes. */
export interface Ids {
  readonly inserted: readonly IdRange[];
  readonly deleted: readonly IdRange[];
}

export const noIds: Ids = { inserted: [], deleted: [] };

/** Reads an update as Yjs does, not as the server does, so that both are held against each other. */
export function idsOf(update: Uint8Array): Ids {
  const { structs, ds } = Y.decodeUpdate(update);
  return { inserted: rangesOf(structs), deleted: deletionsOf(ds) };
}

/** All ids of a doc, and all that is deleted in it. */
export function idsIn(doc: Y.Doc): Ids {
  const inserted = [...doc.store.clients].map(([client]) => ({
    client,
    from: 0,
    to: Y.getState(doc.store, client),
  }));
  return { inserted, deleted: deletionsOf(Y.createDeleteSetFromStructStore(doc.store)) };
}

export function unite(all: readonly Ids[]): Ids {
  return {
    inserted: all.flatMap(({ inserted }) => inserted),
    deleted: all.flatMap(({ deleted }) => deleted),
  };
}

export function isEmpty({ inserted, deleted }: Ids): boolean {
  return inserted.length === 0 && deleted.length === 0;
}

export function describeRange({ client, from, to }: IdRange): string {
  return `${client}:${from}..${to - 1}`;
}

export function textOf({ inserted, deleted }: Ids): string {
  return (
    [...inserted.map(describeRange), ...deleted.map((range) => `-${describeRange(range)}`)].join(' ') ||
    'nothing'
  );
}

type Structs = ReturnType<typeof Y.decodeUpdate>['structs'];

function rangesOf(structs: Structs): readonly IdRange[] {
  const ranges: IdRange[] = [];
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock: from } = struct.id;
    const to = from + struct.length;
    const last = ranges.at(-1);
    if (last !== undefined && last.client === client && last.to === from)
      ranges[ranges.length - 1] = { client, from: last.from, to };
    else ranges.push({ client, from, to });
  }
  return ranges;
}

function deletionsOf({
  clients,
}: {
  readonly clients: Map<number, { clock: number; len: number }[]>;
}): IdRange[] {
  return [...clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
  );
}
