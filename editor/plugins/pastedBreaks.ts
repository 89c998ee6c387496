import { Slice } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';
import { marksOnTextOnly } from '../schema/textMarks.ts';

/** Takes marks off pasted hard breaks and other leaves: y-prosemirror would keep them from the others (E4). */
export function pastedBreaks(): Plugin {
  return new Plugin({
    props: {
      transformPasted: (slice) => new Slice(marksOnTextOnly(slice.content), slice.openStart, slice.openEnd),
    },
  });
}
