import type { Mark } from 'prosemirror-model';
import { addMarkToText } from '../commands/mark.ts';
import { schema } from '../schema/schema.ts';
import type { Author } from './author.ts';
import type { Chance } from './chance.ts';

/** As a later version does it: comments on words or suggests something of them, which others may have done before, or of a block. */
export function annotate(author: Author, chance: Chance): boolean {
  const { selection, tr } = author.state;
  const id = `${1 + chance.below(2)}:${chance.below(3)}`;
  if (!selection.empty) addMarkToText(tr, selection, anyMark(id, chance));
  else if (selection.$from.depth > 0 && 'deletion' in selection.$from.parent.attrs)
    tr.setNodeAttribute(
      selection.$from.before(),
      chance.oneOf(['insertion', 'deletion', 'modification']),
      chance.happens(0.3) ? null : id,
    );
  if (!tr.docChanged) return false;
  author.dispatch(tr);
  return true;
}

function anyMark(id: string, chance: Chance): Mark {
  const { comment, insertion, deletion } = schema.marks;
  return chance.oneOf([comment.create({ thread: id }), insertion.create({ id }), deletion.create({ id })]);
}
