import { createMemoryLog, type DocumentName } from '@scriptorium/persistence';
import * as Y from 'yjs';
import { decodeCheckpoint } from '../../server/document/checkpoint.ts';
import { DocumentState } from '../../server/document/documentState.ts';
import { rootTypes } from '../../server/document/randomEdits.fixture.ts';
import { differenceOf } from './docEquality.ts';
import { describeRange, type Ids, idsIn } from './ids.ts';
import { Contents, oracleOf } from './oracle.ts';
import type { Page } from './page.ts';
import type { Finding } from './witness.ts';
import type { World } from './world.ts';

/** What the pages held when everything was healed. */
export type Holdings = ReadonlyMap<Page, Ids>;

export function holdingsOf(pages: readonly Page[]): Holdings {
  return new Map(pages.map((page) => [page, idsIn(page.replica.doc)]));
}

/** @returns what keeps the pages from being at rest together; undefined when nothing does. */
export function unrest(world: World): Finding | undefined {
  for (const document of world.documents) {
    const pages = world.pages.filter((page) => page.document === document);
    const finding = world.disk.isDeleted(document) ? unrestOfDeleted(pages) : unrestOf(pages);
    if (finding !== undefined) return finding;
  }
  if (world.server?.isBusy !== false) return { check: 'never done', text: 'somebody waits for the server' };
  const unsavedBytes = world.server.rooms.load.bytes;
  return unsavedBytes > 0
    ? { check: 'never saved', text: `${unsavedBytes} bytes are not on the disk` }
    : undefined;
}

/** Judges what became of a document once all are at rest. */
export async function judge(world: World, document: DocumentName, holdings: Holdings): Promise<void> {
  const { witness, disk } = world;
  const pages = world.pages.filter((page) => page.document === document);
  const [first] = pages;
  if (first === undefined) return;
  if (disk.isDeleted(document)) {
    if (disk.durable.documents.has(document))
      witness.find('deleted came back', `${document} is on the disk again`);
    return;
  }
  const { doc } = first.replica;
  judgeLosses({ world, document, doc, holdings: pages.map((page) => holdings.get(page)) });
  const oracle = oracleOf(witness.typedIn(document), doc);
  if (oracle.torn !== undefined)
    witness.find(
      'update torn',
      `only a part of ${JSON.stringify(oracle.torn.ids)} by ${oracle.torn.by} is in ${document}`,
    );
  const difference = differenceOf(oracle.doc, doc);
  if (difference !== undefined)
    witness.find('differs from the oracle', `${document}, oracle and pages: ${difference}`);
  await judgeDisk(world, document, doc);
}

function unrestOfDeleted(pages: readonly Page[]): Finding | undefined {
  const untold = pages.find(({ ending, state, family, program }) => {
    if (program.denied !== undefined) return false;
    const isAway = state === 'refused' || (!family.staysAway && state !== 'open');
    return !isAway || ending?.code !== 4404;
  });
  return (
    untold && {
      check: 'deletion not told',
      text: `${nameOf(untold)} is ${untold.state} in a deleted document`,
    }
  );
}

function unrestOf(pages: readonly Page[]): Finding | undefined {
  const unsynced = pages.find(
    ({ state, program, link }) => state !== 'open' || !program.isSynced || link?.isQuiet !== true,
  );
  if (unsynced !== undefined)
    return { check: 'not synced', text: `${nameOf(unsynced)} is ${unsynced.state}` };
  const unsaved = pages.find(({ program }) => program.unsaved !== undefined);
  if (unsaved !== undefined)
    return {
      check: 'never told',
      text: `${nameOf(unsaved)} still shows as not saved: ${unsaved.program.unsaved}`,
    };
  return divergence(pages) ?? absence(pages);
}

function divergence(pages: readonly Page[]): Finding | undefined {
  const [first, ...others] = pages;
  for (const page of others) {
    const difference = first && differenceOf(first.replica.doc, page.replica.doc);
    if (first !== undefined && difference !== undefined)
      return { check: 'not converged', text: `${nameOf(first)} and ${nameOf(page)}: ${difference}` };
  }
  const waiting = pages.find(({ replica }) => replica.isWaiting);
  return waiting && { check: 'not converged', text: `${nameOf(waiting)} waits for updates that are missing` };
}

/** @returns who does not see exactly those who are there */
export function absence(pages: readonly Page[]): Finding | undefined {
  const present = new Map(
    pages.map(({ replica }) => [replica.doc.clientID, replica.awareness.getLocalState()]),
  );
  const expected = presenceText(present);
  for (const page of pages) {
    const seen = presenceText(page.replica.awareness.getStates());
    if (seen !== expected)
      return { check: 'presence wrong', text: `${nameOf(page)} sees ${seen} where there is ${expected}` };
  }
  return undefined;
}

function presenceText(states: ReadonlyMap<number, unknown>): string {
  return JSON.stringify([...states].filter(([, state]) => state !== null).sort(([a], [b]) => a - b));
}

interface Losses {
  readonly world: World;
  readonly document: DocumentName;
  readonly doc: Y.Doc;
  readonly holdings: readonly (Ids | undefined)[];
}

/** Nothing that was called saved, or that somebody held when all was healed, may be missing; and nothing of a stranger be there. */
function judgeLosses({ world, document, doc, holdings }: Losses): void {
  const { witness, disk, strangers } = world;
  const contents = new Contents(doc);
  for (const held of holdings) {
    const lost = held && contents.lacks(held);
    if (lost !== undefined)
      witness.find(
        'held and lost',
        `${document} lacks ${describeRange(lost)}, which a page held when all was healed`,
      );
  }
  const index = disk.index(document);
  const broken = index && witness.brokenPromise(document, index);
  if (broken !== undefined)
    witness.find('told and lost', `${broken} in ${document}, and it is not on the disk`);
  const intruder = strangers.find(({ clientId }) => contents.hasAnyOf(everythingOf(clientId)));
  if (intruder !== undefined) witness.find('attack relayed', `${intruder.attack.what} reached ${document}`);
}

function everythingOf(client: number): Ids {
  return { inserted: [{ client, from: 0, to: 1 }], deleted: [] };
}

/** What a server that starts now would read. */
async function judgeDisk({ witness, disk }: World, document: DocumentName, doc: Y.Doc): Promise<void> {
  const stored = await createMemoryLog({ disk: disk.durable }).read(document);
  const updates = stored?.entries.map(({ update }) => update) ?? [];
  if (stored?.checkpoint !== undefined) updates.unshift(decodeCheckpoint(stored.checkpoint.update).update);
  try {
    DocumentState.load(updates);
  } catch (error) {
    witness.find('disk unreadable', `what is stored of ${document} can't be loaded: ${String(error)}`);
    return;
  }
  const loaded = new Y.Doc();
  rootTypes(loaded);
  Y.transact(loaded, (transaction) => {
    for (const update of updates) Y.applyUpdate(loaded, update);
    transaction.local = true;
  });
  const difference = differenceOf(loaded, doc);
  if (difference !== undefined) witness.find('disk differs', `${document}, disk and pages: ${difference}`);
}

function nameOf({ name, family }: Page): string {
  return `${name} (${family.name})`;
}
