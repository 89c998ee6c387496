import type { Command } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { selectedBlocks, setAttributes } from './selected.ts';

/** Ticks the selected tasks, or unticks them if all are ticked. */
export const toggleChecked: Command = (state, dispatch) => {
  const tasks = selectedBlocks(state).filter(({ node }) => blockFacts(node).kind === 'task');
  if (tasks.length === 0) return false;
  const checked = tasks.every(({ node }) => blockFacts(node).checked) ? null : true;
  const tr = state.tr;
  for (const { pos } of tasks) setAttributes(tr, pos, { checked });
  if (dispatch) dispatch(tr);
  return true;
};

/** Ticks or unticks the task that begins at `pos`; the selection stays. */
export function toggleCheckedAt(pos: number): Command {
  return (state, dispatch) => {
    const node = state.doc.nodeAt(pos);
    if (!node || blockFacts(node).kind !== 'task') return false;
    if (dispatch) dispatch(setAttributes(state.tr, pos, { checked: blockFacts(node).checked ? null : true }));
    return true;
  };
}
