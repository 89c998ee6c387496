import type { Action, History } from './history.ts';
import { simulate } from './simulation.ts';

export interface ShrinkOptions {
  /** What must still be found for a shorter history to count. */
  readonly check: string;
  /** How many shorter ones may be tried. */
  readonly triesMax: number;
  readonly run?: typeof simulate;
}

/**
 * Leaves out as much of a history as it can so that the same is found: halves, quarters, and so on down to single actions, and once more
 * from the beginning whenever that led somewhere (Zeller and Hildebrandt, 2002: ddmin without its first half).
 */
export async function shrink(
  history: History,
  { check, triesMax, run = simulate }: ShrinkOptions,
): Promise<History> {
  let { actions } = history;
  let tries = 0;
  const isStillFound = async (fewer: readonly Action[]): Promise<boolean> => {
    tries += 1;
    return (await run({ ...history, actions: fewer })).finding?.check === check;
  };
  for (let size = Math.ceil(actions.length / 2); size >= 1 && tries < triesMax; ) {
    const before = actions.length;
    for (let at = 0; at < actions.length && tries < triesMax; ) {
      const fewer = [...actions.slice(0, at), ...actions.slice(at + size)];
      if (await isStillFound(fewer)) actions = fewer;
      else at += size;
    }
    if (size === 1 && actions.length === before) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return { ...history, actions };
}
