import type { Command } from 'prosemirror-state';
import { blockFacts, type CalloutTone } from '../schema/block.ts';
import { codeLanguage } from '../schema/codeBlock.ts';
import { pictureWidthRange, safePictureSource } from '../schema/picture.ts';
import type { alignments } from '../schema/place.ts';
import { type NodeName, schema } from '../schema/schema.ts';
import { selectedFlow, setAttributes } from './selected.ts';

/** How text or an image is aligned; null is as its language is written. */
export type Alignment = (typeof alignments)[number] | null;

export function setAlign(align: Alignment): Command {
  return setFacts(['block', 'figure'], { align });
}

/** What the selected callouts are about; null is a note. */
export function setTone(tone: CalloutTone | null): Command {
  return (state, dispatch) => {
    const isCallout = selectedFlow(state.selection).some(({ node }) => blockFacts(node).kind === 'callout');
    return isCallout && setFacts(['block'], { tone })(state, dispatch);
  };
}

/** In which language the selected code is written, for instance `js`; empty for none. */
export function setLanguage(language: string): Command {
  return setFacts(['code_block'], { language: codeLanguage(language.trim()) });
}

/** What of a picture is to be another; what is left out stays. */
export interface PictureChange {
  readonly src?: string;
  readonly alt?: string;
  /** In CSS pixels; null is the image's own width. */
  readonly width?: number | null;
}

/** Changes the selected figures. False for an address that isn't safe to load. */
export function setPicture({ src, alt, width }: PictureChange): Command {
  if (src !== undefined && safePictureSource(src) === null) return () => false;
  const { min, max } = pictureWidthRange;
  return setFacts(['figure'], {
    ...(src === undefined ? {} : { src }),
    ...(alt === undefined ? {} : { alt: alt.trim() || null }),
    ...(width === undefined ? {} : { width: width && Math.round(Math.max(min, Math.min(max, width))) }),
  });
}

/** One step for each fact, on the selected ones of these types. */
function setFacts(names: readonly NodeName[], facts: Readonly<Record<string, unknown>>): Command {
  return (state, dispatch) => {
    const found = selectedFlow(state.selection).filter(({ node }) =>
      names.some((name) => node.type === schema.nodes[name]),
    );
    if (found.length === 0) return false;
    const tr = state.tr;
    for (const { pos } of found) setAttributes(tr, pos, facts);
    if (dispatch) dispatch(tr.scrollIntoView());
    return true;
  };
}
