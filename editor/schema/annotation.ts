import type { Attrs, MarkSpec, MarkType, Node } from 'prosemirror-model';
import { readText, wordAttribute } from './attribute.ts';

/**
 * What is said about content, without being content: where comments are, and what is suggested. There are no commands for it yet, but
 * every version carries it, since text that one version comments on would be inert for those that don't know the mark (E19, E20). The
 * comments themselves are kept elsewhere, with their own access; here is only an id. Ids mean nothing to the schema.
 *
 * These marks may stand beside themselves: several threads are about the same words, and what one suggests to insert another
 * suggests to delete. They go on neither in what is typed behind them, nor out of the document into other formats.
 */
const groupName = 'annotation';
const idLengthMax = 255;

/** Text that a thread of comments is about. */
export const commentSpec: MarkSpec = annotation({ attribute: 'thread', tag: 'span', name: 'data-comment' });

/** Text that somebody suggests to insert; `id` is `clientID:counter`, of a suggestion that may have several parts. */
export const insertionSpec: MarkSpec = annotation({ attribute: 'id', tag: 'ins', name: 'data-insertion' });

/** Text that somebody suggests to delete. */
export const deletionSpec: MarkSpec = annotation({ attribute: 'id', tag: 'del', name: 'data-deletion' });

interface AnnotationSpec {
  readonly attribute: 'thread' | 'id';
  readonly tag: string;
  /** The data attribute for the id. */
  readonly name: string;
}

function annotation({ attribute, tag, name }: AnnotationSpec): MarkSpec {
  return {
    attrs: { [attribute]: wordAttribute },
    group: groupName,
    excludes: '',
    inclusive: false,
    parseDOM: [
      {
        tag: `${tag}[${name}]`,
        getAttrs: (element) => ({ [attribute]: readId(element.getAttribute(name)) }),
      },
    ],
    toDOM: (mark) => [tag, { [name]: readId(mark.attrs[attribute]) ?? '' }, 0],
  };
}

export function isAnnotation({ spec }: MarkType): boolean {
  return spec.group === groupName;
}

/** In the `marks` of a type whose text has no others. */
export const annotationsOnly = groupName;

const suggestionNames = ['insertion', 'deletion', 'modification'] as const;

/**
 * What is suggested of a block, a row or a cell as a whole: the id of a suggestion, for a modification followed by a blank and by what
 * it is to be. Each is a word of its own, so that two who suggest different things never collide.
 */
export const suggestionAttributes = {
  insertion: wordAttribute,
  deletion: wordAttribute,
  modification: wordAttribute,
} as const;

/** The attributes of something put in the place of `node`, or of a part of it. */
export function keptSuggestions({ attrs }: Node): Attrs {
  return Object.fromEntries(suggestionNames.map((name) => [name, attrs[name] ?? null]));
}

/** The attributes of something new beside what is suggested. */
export const noSuggestions: Attrs = { insertion: null, deletion: null, modification: null };

/** As data attributes; null leaves an attribute out. */
export function suggestionsOf({ attrs }: Node): Record<string, string | null> {
  return Object.fromEntries(suggestionNames.map((name) => [`data-${name}`, readId(attrs[name])]));
}

/** The opposite of `suggestionsOf`. `read` finds an attribute of an element or of what is drawn around it. */
export function suggestionAttributesOf(read: (name: string) => string | null): Attrs {
  return Object.fromEntries(suggestionNames.map((name) => [name, readId(read(`data-${name}`))]));
}

function readId(value: unknown): string | null {
  return readText(value, idLengthMax);
}
