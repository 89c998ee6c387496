import * as Y from 'yjs';
import { Chance } from './chance.ts';
import { perform } from './deed.ts';
import { calmMood } from './disk.ts';
import { differenceOf } from './docEquality.ts';
import type { History } from './history.ts';
import type { Page } from './page.ts';
import { absence, holdingsOf, judge, unrest } from './verdict.ts';
import { type Finding, Witness } from './witness.ts';
import { World } from './world.ts';

export interface Outcome {
  /** Undefined when every promise was kept. */
  readonly finding: Finding | undefined;
  /** How often each thing happened. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * How long everybody may take to come to rest when all is healed: back-offs, retries, heartbeats that notice who is gone (80 s). The
 * longest is presence after several cuts and crashes: who is at a lower clock than others remember is seen by them only when its
 * renewals, one in 15 s, have caught up.
 */
const restMsMax = 300_000;
const lookMs = 500;
/** The network takes some time, and windows; heartbeats take theirs for a half-open connection of before. */
const partingMsMax = 3000;
const patientPartingMsMax = 90_000;
/** Idle rooms close, goodbyes that are not answered end, and heartbeats notice who is gone. */
const closingMsMax = 120_000;
const stopDeadlineMs = 5000;
const distractedRate = 0.3;
/** Long enough for what is typed to arrive at the server first. */
const distractedMs = 2000;

/**
 * Runs a history to its end: what it says, then healing, rest, judgement, and the end of everything. The same history has the same
 * outcome. @param note takes a line for each thing that happens
 */
export async function simulate(history: History, note?: (line: string) => void): Promise<Outcome> {
  const witness = new Witness(note);
  const onRejection = (error: unknown): void => witness.find('unhandled rejection', String(error));
  process.on('unhandledRejection', onRejection);
  try {
    await live(history, witness);
  } catch (error) {
    witness.find('threw', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return { finding: witness.finding, counts: witness.counts };
}

async function live({ seed, setup, actions }: History, witness: Witness): Promise<void> {
  const world = new World({ seed, setup, witness });
  await world.begin();
  for (const action of actions) {
    await world.pass(action.atMs - world.nowMs);
    if (witness.finding !== undefined) return;
    await perform(world, action, seed);
  }
  await comeToRest(world, setup.isPatient);
  if (witness.finding === undefined) await part(world, setup.isPatient ? patientPartingMsMax : partingMsMax);
  if (witness.finding === undefined) await end(world);
}

async function comeToRest(world: World, isPatient: boolean): Promise<void> {
  const holdings = await heal(world, isPatient);
  const untilMs = world.nowMs + restMsMax;
  let restless = unrest(world);
  // Twice in a row: what was typed a moment ago may still be gathered by the server.
  for (let looks = 0; looks < 2 && world.nowMs < untilMs && world.witness.finding === undefined; ) {
    await world.pass(lookMs);
    restless = unrest(world);
    looks = restless === undefined ? looks + 1 : 0;
  }
  if (restless !== undefined) world.witness.find(restless.check, restless.text);
  for (const document of world.documents) await judge(world, document, holdings);
  judgeStrangers(world);
}

/** From here on everything works, and everybody comes back. */
async function heal(world: World, isPatient: boolean): Promise<ReturnType<typeof holdingsOf>> {
  world.isHealed = true;
  Object.assign(world.disk.mood, calmMood());
  if (!isPatient) for (const link of world.halfOpen) link.cut('both', false);
  for (const page of world.pages) page.connect();
  return holdingsOf(world.pages);
}

function judgeStrangers({ witness, strangers }: World): void {
  for (const { attack, link, ending } of strangers) {
    link?.close();
    if (attack.isFatal && link?.isOpenAtServer === true && ending === undefined)
      witness.find('attack unanswered', `whoever sent ${attack.what} is still connected`);
  }
}

/** One of each document is cut off without a goodbye: the others see that at once. */
async function part(world: World, waitMsMax: number): Promise<void> {
  for (const document of world.documents) {
    const [gone, ...others] = world.pages.filter((page) => page.document === document);
    if (gone === undefined || world.disk.isDeleted(document)) continue;
    await distract(world, { gone, others });
    gone.vanish();
    const wrong = (): Finding | undefined => absence(others);
    for (let waitedMs = 0; wrong() !== undefined && waitedMs < waitMsMax; waitedMs += lookMs)
      await world.pass(lookMs);
    const finding = wrong();
    if (finding !== undefined) world.witness.find(finding.check, finding.text);
  }
}

/** Sometimes one of the others does not read while it happens, and has much to read already. */
async function distract(
  world: World,
  { gone, others: [laggard] }: { readonly gone: Page; readonly others: readonly Page[] },
): Promise<void> {
  const chance = new Chance(world.seed, 'parting', gone.name);
  if (laggard === undefined || !chance.happens(distractedRate)) return;
  laggard.link?.lag(distractedMs);
  for (let edits = 0; edits < 10; edits++)
    gone.edit({ kind: chance.below(1000), where: chance.below(1000), what: chance.below(1000) });
  await world.pass(distractedMs - 500);
}

/** Everybody leaves: nothing may be left of anybody, and who comes to a new process finds the same documents. */
async function end(world: World): Promise<void> {
  const before = world.pages;
  for (const page of before) page.leave();
  await emptied(world);
  if (world.witness.finding !== undefined) return;
  const unsaved = await stopped(world);
  if (unsaved.length > 0)
    world.witness.find('stopped unsaved', `${unsaved.join(', ')} with a disk that works`);
  for (const page of firstPages(world)) await revisit(world, page);
  for (const page of before) page.close();
  await stopped(world);
}

async function emptied(world: World): Promise<void> {
  const left = (): string | undefined => {
    const { server } = world;
    if (server === undefined) return 'no server';
    if (server.connections > 0) return `${server.connections} connections`;
    if (server.rooms.size > 0) return `${server.rooms.size} rooms`;
    return server.clock.pending > 0 ? `${server.clock.pending} timers` : undefined;
  };
  const untilMs = world.nowMs + closingMsMax;
  while (left() !== undefined && world.nowMs < untilMs && world.witness.finding === undefined)
    await world.pass(lookMs);
  const remains = left();
  if (remains !== undefined) world.witness.find('something left', `${remains} when everybody had left`);
}

/** Time must pass for a promise of the simulated world to settle. */
async function stopped(world: World): Promise<readonly string[]> {
  let unsaved: readonly string[] | undefined;
  const stopping = world.stop({ deadlineMs: stopDeadlineMs, downMs: 0 }).then((names) => {
    unsaved = names;
  });
  for (let waitedMs = 0; unsaved === undefined && waitedMs < 2 * stopDeadlineMs; waitedMs += lookMs)
    await world.pass(lookMs);
  if (unsaved === undefined) world.witness.find('never stopped', 'stopping did not end by its deadline');
  else await stopping;
  await world.pass(0);
  return unsaved ?? [];
}

function firstPages(world: World): readonly Page[] {
  return world.documents.flatMap((document) => {
    const first = world.pages.find((page) => page.document === document);
    return first === undefined || world.disk.isDeleted(document) ? [] : [first];
  });
}

/** Somebody new opens a document that this process has not read before. */
async function revisit(world: World, before: Page): Promise<void> {
  const page = world.createPage({ name: 'newcomer', family: 'plain', document: before.document });
  const madeBefore = world.witness.typedIn(before.document).length;
  page.connect();
  for (let waitedMs = 0; !page.program.isSynced && waitedMs < 10_000; waitedMs += lookMs)
    await world.pass(lookMs);
  // What Yjs cleaned up in the newcomer's doc is an edit of its own, which nobody else is there to hear.
  for (const { by, update } of world.witness.typedIn(before.document).slice(madeBefore))
    if (by.startsWith(page.name)) Y.applyUpdate(before.replica.doc, update, 'server');
  const difference = differenceOf(before.replica.doc, page.replica.doc);
  if (difference !== undefined)
    world.witness.find('newcomer differs', `${before.document}, those before and a newcomer: ${difference}`);
  page.close();
}
