import { Chance } from './chance.ts';
import { families } from './families.ts';
import type { Weather } from './pipe.ts';
import type { ServerSettings } from './serverProcess.ts';

/** Everything that chance may do to a run, from outside. `who` and the dice say to whom and how. */
export type ActionKind =
  | 'join'
  | 'leave'
  | 'edit'
  | 'burst'
  | 'undo'
  | 'redo'
  | 'ask'
  | 'show'
  | 'hide'
  | 'reload'
  | 'cut'
  | 'halfOpen'
  | 'lag'
  | 'delay'
  | 'crash'
  | 'stop'
  | 'failWrites'
  | 'failReads'
  | 'fillDisk'
  | 'slowDisk'
  | 'desert'
  | 'delete'
  | 'retitle'
  | 'create'
  | 'attack';

export interface Action {
  /** Virtual milliseconds from the beginning. */
  readonly atMs: number;
  readonly kind: ActionKind;
  /** Which page, modulo their number. */
  readonly who: number;
  readonly dice: readonly [number, number, number];
}

export interface Setup {
  readonly documents: number;
  /** Names of families, one for each person. */
  readonly people: readonly string[];
  readonly weather: Weather;
  readonly diskLatencyMs: number;
  readonly diskJitterMs: number;
  readonly server: ServerSettings;
  /** How many entries another process has left in each document. */
  readonly heritage: number;
  /** Whether half-open connections are left to heartbeats at the end. */
  readonly isPatient: boolean;
}

/** A run that can be repeated, also with some of its actions left out. */
export interface History {
  readonly seed: number;
  readonly setup: Setup;
  readonly actions: readonly Action[];
}

/** How often each kind happens where a seed has it at all. */
const usualWeights: Readonly<Record<Exclude<ActionKind, 'join'>, number>> = {
  edit: 30,
  burst: 6,
  undo: 4,
  redo: 2,
  ask: 2,
  show: 5,
  hide: 1.5,
  leave: 2,
  reload: 2.5,
  cut: 3,
  halfOpen: 2,
  lag: 2,
  delay: 3,
  crash: 1.5,
  stop: 0.7,
  failWrites: 2,
  failReads: 1,
  fillDisk: 0.7,
  slowDisk: 1,
  desert: 1,
  delete: 0.25,
  retitle: 1,
  create: 0.4,
  attack: 1.5,
};

/** Swarm testing (Groce et al., 2012): bugs hide behind events that drown them, so each seed switches some kinds off. */
const offRate = 0.4;
const alwaysOn: readonly ActionKind[] = ['edit'];

export function historyOf(seed: number): History {
  const chance = new Chance(seed, 'history');
  const setup = setupOf(seed, chance);
  return { seed, setup, actions: actionsOf(chance, setup.people.length) };
}

function setupOf(seed: number, chance: Chance): Setup {
  const people = chance.between(2, 5);
  return {
    documents: chance.happens(0.25) ? 2 : 1,
    people: Array.from({ length: people }, () => chance.pick(families).name),
    weather: { latencyMs: chance.pick([0, 2, 20, 120]), jitterMs: chance.pick([0, 5, 60]) },
    diskLatencyMs: chance.pick([0, 1, 5, 60, 250]),
    diskJitterMs: chance.pick([0, 3, 40]),
    server: {
      idleMs: chance.pick([30, 300, 2000]),
      describeDelayMs: chance.pick([5, 20, 1000]),
      unsavedBytesMax: chance.happens(0.2) ? chance.between(200, 2000) : 1_000_000,
      entriesWhenOpen: chance.pick([1, 2, 20, 2000]),
      entriesWhenClosing: chance.pick([1, 10, 100]),
      jobFailureRate: chance.pick([0, 0, 0.2]),
      updateWindowMs: new Chance(seed, 'windows').pick([1, 8, 8]),
    },
    heritage: chance.pick([0, 0, 3, 30]),
    isPatient: chance.happens(0.15),
  };
}

function actionsOf(chance: Chance, people: number): readonly Action[] {
  const weights = Object.entries(usualWeights).map(([kind, weight]) => ({
    choice: kind as ActionKind,
    weight:
      alwaysOn.includes(kind as ActionKind) || !chance.happens(offRate)
        ? weight * 2 ** chance.between(-1, 1)
        : 0,
  }));
  const haste = chance.pick([0.2, 1, 3]);
  const draw = (): Action['dice'] => [chance.below(1000), chance.below(1000), chance.below(1000)];
  const actions: Action[] = [];
  let atMs = 0;
  for (let who = 0; who < people; who++) {
    actions.push({ atMs, kind: 'join', who, dice: draw() });
    if (chance.happens(0.5)) atMs += chance.below(300);
  }
  for (let left = chance.between(15, 110); left > 0; left--) {
    atMs += Math.round(gapMs(chance) * haste);
    actions.push({ atMs, kind: chance.pickWeighted(weights), who: chance.below(people), dice: draw() });
  }
  return actions;
}

/** Mostly people type; at times nothing happens for a while. */
function gapMs(chance: Chance): number {
  return chance.pickWeighted([
    { choice: 0, weight: 3 },
    { choice: chance.below(10), weight: 6 },
    { choice: chance.below(80), weight: 6 },
    { choice: chance.below(500), weight: 3 },
    { choice: chance.below(4000), weight: 0.5 },
  ]);
}

/** A history as text that `parseHistory` reads: one action a line, as in `1204 edit 2 17 930 4`. */
export function formatHistory({ seed, setup, actions }: History): string {
  const lines = actions.map(({ atMs, kind, who, dice }) => [atMs, kind, who, ...dice].join(' '));
  return [`${seed} ${JSON.stringify(setup)}`, ...lines].join('\n');
}

/** @throws when the text is none of `formatHistory`'s. */
export function parseHistory(text: string): History {
  const [head = '', ...lines] = text.trim().split('\n');
  const space = head.indexOf(' ');
  return {
    seed: Number(head.slice(0, space)),
    setup: JSON.parse(head.slice(space + 1)) as Setup,
    actions: lines.map(parseAction),
  };
}

function parseAction(line: string): Action {
  const [atMs, kind = '', who, ...dice] = line.trim().split(' ');
  const [first, second, third] = dice.map(Number);
  if (!(kind in usualWeights) && kind !== 'join') throw new Error(`There is no action "${kind}".`);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error(`Too few dice: ${line}`);
  return { atMs: Number(atMs), kind: kind as ActionKind, who: Number(who), dice: [first, second, third] };
}
