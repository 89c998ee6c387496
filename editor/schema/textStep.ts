import type { Node } from 'prosemirror-model';
import { AddMarkStep, RemoveMarkStep, ReplaceStep, type Step, type Transform } from 'prosemirror-transform';

/** Whether all that was done is within textblocks, as typing is: none came, went or became another. Costs what the change does. */
export function changesTextOnly({ steps, docs }: Pick<Transform, 'steps' | 'docs'>): boolean {
  return steps.every((step, index) => {
    const doc = docs[index];
    return doc !== undefined && isTextStep(step, doc);
  });
}

/** Whether `step` changes nothing of `doc` but inline content of one textblock, or marks of such. */
export function isTextStep(step: Step, doc: Node): boolean {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return true;
  if (!(step instanceof ReplaceStep)) return false;
  const { from, to, slice } = step;
  if (slice.openStart > 0 || slice.openEnd > 0 || slice.content.firstChild?.isInline === false) return false;
  const $from = doc.resolve(from);
  return $from.parent.inlineContent && $from.sameParent(doc.resolve(to));
}
