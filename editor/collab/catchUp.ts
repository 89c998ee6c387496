import { Fragment, type Node, Slice } from 'prosemirror-model';
import { AttrStep, ReplaceStep, type Transform } from 'prosemirror-transform';
import { differenceOf, type Edit } from './edit.ts';

/**
 * Makes the document of `transform` equal to `now` where the steps between them aren't known: attributes one by one, and
 * one step from the first to the last difference of content.
 */
export function catchUp(transform: Transform, now: Node): void {
  for (let pos = markupDifference(transform.doc, now); pos !== undefined; ) {
    setAttributes(transform, pos, now);
    const next = markupDifference(transform.doc, now);
    pos = next !== undefined && next > pos ? next : undefined;
  }
  const edit = differenceOf(transform.doc, now);
  if (transform.doc.eq(now)) return;
  const step = rangeStep(edit);
  const isExact = isApplicable(step, edit);
  transform.step(isExact ? step : wholeStep(edit));
}

/** The position at which the first difference is, if it is before two ProseMirror nodes of one type that have other attributes. */
function markupDifference(old: Node, now: Node): number | undefined {
  const pos = old.content.findDiffStart(now.content);
  if (pos === null) return undefined;
  const before = old.nodeAt(pos);
  const after = now.nodeAt(pos);
  const isSameType = before !== null && after !== null && !before.isText && before.type === after.type;
  return isSameType && !before.sameMarkup(after) && before.content.eq(after.content) ? pos : undefined;
}

function setAttributes(transform: Transform, pos: number, now: Node): void {
  for (const [name, value] of Object.entries(now.nodeAt(pos)?.attrs ?? {}))
    if (transform.doc.nodeAt(pos)?.attrs[name] !== value) transform.step(new AttrStep(pos, name, value));
}

function rangeStep({ old, now, prefix, suffix }: Edit): ReplaceStep {
  return new ReplaceStep(
    prefix,
    old.content.size - suffix,
    now.slice(prefix, Math.max(prefix, now.content.size - suffix)),
  );
}

function isApplicable(step: ReplaceStep, { old, now }: Edit): boolean {
  try {
    return step.apply(old).doc?.eq(now) === true;
  } catch {
    return false;
  }
}

function wholeStep({ old, now }: Edit): ReplaceStep {
  return new ReplaceStep(0, old.content.size, new Slice(Fragment.from(now.content), 0, 0));
}
