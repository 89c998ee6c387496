import { type Item, XmlFragment, XmlText } from 'yjs';
import { fragmentName } from '../schema/schema.ts';
import type { Author, Watched } from './author.ts';
import { countTokens, legible, tokens } from './tokens.ts';

/** What happened to what was typed, where no rule could have made all of it come true. */
export type Exception =
  | 'doubled: written anew by two'
  | 'doubled: put back, and moved by another'
  | 'doubled: brought back by an undo';

export interface Account {
  /** How many characters were typed that can be told from all others. */
  readonly typed: number;
  readonly exceptions: ReadonlyMap<Exception, number>;
  /** What must not have happened, in words. */
  readonly wrongs: readonly string[];
}

interface Token {
  typedBy: Author;
  isDeleted: boolean;
  isBroughtBack: boolean;
  isPutBack: boolean;
  /** By the id of the Yjs character: how often it was written anew elsewhere. */
  readonly rewritten: Map<string, number>;
}

/** What one author sees of the tokens, and where each is in Yjs. */
type View = ReadonlyMap<string, readonly string[]>;

/** Sees every edit of every author, and knows what must be there at the end. */
export class Witness {
  readonly #tokens = new Map<string, Token>();
  readonly wrongs: string[] = [];

  /** Lets `act` happen. */
  readonly watch = ({ author, act, isUndo }: Watched): void => {
    const before = viewOf(author);
    act();
    const after = viewOf(author);
    for (const [name, ids] of after) if (!this.#tokens.has(name)) this.#add(name, author, ids);
    for (const [name, token] of this.#tokens) {
      const [old, now] = [before.get(name) ?? [], after.get(name) ?? []];
      if (old.length > 0 && now.length === 0) this.#delete(name, { token, author, isUndo });
      // Of what stands twice, two may each have deleted one.
      else if (now.length < old.length) token.isDeleted = true;
      if (old.length > 0 && now.length > old.length && isUndo) token.isBroughtBack = true;
      if (old.length === 0 && now.length > 0 && isUndo) token.isBroughtBack = true;
      if (old.length === 0 && now.length > 0 && !isUndo) token.isPutBack = true;
      const gone = old.filter((id) => !now.includes(id));
      if (now.some((id) => !old.includes(id)))
        for (const id of gone) token.rewritten.set(id, (token.rewritten.get(id) ?? 0) + 1);
    }
  };

  /** Somebody goes on in another session. */
  succeed(author: Author, heir: Author): void {
    for (const token of this.#tokens.values()) if (token.typedBy === author) token.typedBy = heir;
  }

  account(author: Author): Account {
    const counts = countTokens(author.state.doc);
    const exceptions = new Map<Exception, number>();
    const wrongs = [...this.wrongs];
    for (const [name, token] of this.#tokens) {
      const count = counts.get(name) ?? 0;
      const exception = exceptionOf(token);
      if (count === 0 && !token.isDeleted) wrongs.push(`${legible(name)} is lost, and nobody deleted it`);
      else if (count > 1 && exception) exceptions.set(exception, (exceptions.get(exception) ?? 0) + 1);
      else if (count > 1) wrongs.push(`${legible(name)} is there ${count} times`);
    }
    return { typed: this.#tokens.size, exceptions, wrongs };
  }

  #add(name: string, typedBy: Author, ids: readonly string[]): void {
    if (ids.length !== 1) this.wrongs.push(`${legible(name)} was written ${ids.length} times at once`);
    this.#tokens.set(name, {
      typedBy,
      isDeleted: false,
      isBroughtBack: false,
      isPutBack: false,
      rewritten: new Map(),
    });
  }

  #delete(name: string, { token, author, isUndo }: { token: Token; author: Author; isUndo: boolean }): void {
    const isTheirs = token.typedBy !== author && token.rewritten.size === 0;
    // What one had deleted before, a redo deletes again.
    if (isUndo && isTheirs && !token.isDeleted)
      this.wrongs.push(`an undo took ${legible(name)}, which somebody else had typed`);
    token.isDeleted = true;
  }
}

function exceptionOf({ rewritten, isBroughtBack, isPutBack }: Token): Exception | undefined {
  if ([...rewritten.values()].some((times) => times > 1)) return 'doubled: written anew by two';
  if (isPutBack && rewritten.size > 0) return 'doubled: put back, and moved by another';
  return isBroughtBack ? 'doubled: brought back by an undo' : undefined;
}

function viewOf({ doc }: Author): View {
  const view = new Map<string, string[]>();
  collect(doc.getXmlFragment(fragmentName), view);
  return view;
}

function collect(type: XmlFragment | XmlText, view: Map<string, string[]>): void {
  if (type instanceof XmlFragment) {
    for (const child of type.toArray())
      if (child instanceof XmlFragment || child instanceof XmlText) collect(child, view);
    return;
  }
  for (let item: Item | null = type._start; item !== null; item = item.right) {
    const content: { readonly str?: unknown } = item.content as never;
    if (item.deleted || typeof content.str !== 'string') continue;
    for (const { 0: name, index } of content.str.matchAll(tokens)) {
      const ids = view.get(name) ?? [];
      ids.push(`${item.id.client}:${item.id.clock + index}`);
      view.set(name, ids);
    }
  }
}
