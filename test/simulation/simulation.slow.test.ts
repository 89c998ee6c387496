import { expect, it } from 'vitest';
import { runSeeds } from './crowd.ts';
import type { ActionKind } from './history.ts';

const seeds = 2000;
const limitMs = 180_000;

/** What must have happened for a run to be worth anything. */
const happenings: readonly (ActionKind | string)[] = [
  'edit',
  'undo',
  'reload',
  'cut',
  'halfOpen',
  'lag',
  'delay',
  'crash',
  'stop',
  'failWrites',
  'failReads',
  'fillDisk',
  'slowDisk',
  'desert',
  'attack',
  'retitle',
  'documents deleted',
  'checkpoints stored',
  'entries stored',
  'saved updates told',
];

it(
  `every promise is kept in ${seeds} histories of edits, crashes, failing disks and networks`,
  async () => {
    const { found, counts, seeds: run } = await runSeeds({ from: 1, seeds });
    expect(found).toEqual([]);
    expect(run).toBe(seeds);
    for (const happening of happenings) expect(counts.get(happening) ?? 0, happening).toBeGreaterThan(50);
  },
  limitMs,
);
