/**
 * The list of documents as it is being looked at: what was searched for, what has arrived, what is under way.
 * Knows nothing of the page. An answer that was overtaken by a newer question is dropped.
 */
import type { Clock } from '../collab/clock.ts';
import { type Api, ApiError } from './api.ts';
import type { DocumentSummary } from './documentSummary.ts';

/** What can be shown. `busy` says that a newer answer is awaited while the present one still stands. */
export type ListContent =
  | { readonly state: 'loading' }
  /** `away`: nobody answered, and a list may be shown that needs nobody. */
  | {
      readonly state: 'failed';
      readonly sentence: string;
      readonly needsSignIn: boolean;
      readonly away: boolean;
    }
  | {
      readonly state: 'shown';
      readonly busy: boolean;
      /** What the shown documents were searched by. */
      readonly search: string;
      readonly documents: readonly DocumentSummary[];
      readonly mayCreate: boolean;
      readonly more: More;
    };

/** What there is past the last document that is shown. */
export type More =
  | { readonly state: 'none' }
  | { readonly state: 'ready' | 'loading'; readonly cursor: string }
  | { readonly state: 'failed'; readonly cursor: string; readonly sentence: string };

export interface DocumentListOptions {
  readonly api: Pick<Api, 'list'>;
  readonly clock: Clock;
  /** Called after every change. */
  onChange(): void;
}

/** Typing pauses this long before the server is asked. */
export const searchPauseMs = 200;

export class DocumentList {
  readonly #options: DocumentListOptions;
  #content: ListContent = { state: 'loading' };
  #search = '';
  /** Whether more than the start of the list is shown. */
  #isLong = false;
  #request = new AbortController();
  #cancelPause = () => {};

  constructor(options: DocumentListOptions) {
    this.#options = options;
  }

  peek(): ListContent {
    return this.#content;
  }

  /** Looks for titles with this text once typing pauses. */
  search(text: string): void {
    const search = text.trim();
    if (search === this.#search) return;
    this.#search = search;
    this.#cancelPause();
    const start = () => void this.load();
    this.#cancelPause = this.#options.clock.after(searchPauseMs, start);
  }

  /** Asks anew from the start of the list. What is shown stays until the answer is here. */
  async load(): Promise<void> {
    this.#cancelPause();
    const { signal, search } = this.#begin();
    const shown = this.#content;
    this.#set(shown.state === 'shown' ? { ...shown, busy: true } : { state: 'loading' });
    try {
      const { documents, mayCreate, cursor } = await this.#options.api.list({ search, signal });
      this.#isLong = false;
      this.#set({ state: 'shown', busy: false, search, documents, mayCreate, more: moreAt(cursor) });
    } catch (error) {
      if (!signal.aborted) this.#set(failureOf(error));
    }
  }

  /**
   * Looks again at what is shown, as long as that is the start of the list; nobody is told that it fails. A title shows here
   * a moment after it was typed, so whoever comes from a document would find the one of before.
   */
  async refresh(): Promise<void> {
    const shown = this.#content;
    if (shown.state !== 'shown' || shown.busy || shown.more.state === 'loading' || this.#isLong) return;
    const { signal, search } = this.#begin();
    const batch = await this.#options.api.list({ search, signal }).catch(() => undefined);
    if (batch === undefined || signal.aborted) return;
    this.#update((content) => ({ ...content, documents: batch.documents, more: moreAt(batch.cursor) }));
  }

  /** Asks for the documents that come after those shown. Does nothing where there are none or it is under way. */
  async loadMore(): Promise<void> {
    const shown = this.#content;
    if (shown.state !== 'shown' || shown.more.state === 'none' || shown.more.state === 'loading') return;
    const { cursor } = shown.more;
    const { signal } = this.#begin();
    this.#set({ ...shown, busy: false, more: { state: 'loading', cursor } });
    try {
      const next = await this.#options.api.list({ search: shown.search, cursor, signal });
      this.#isLong = true;
      this.#update((content) => ({
        ...content,
        documents: append(content.documents, next.documents),
        more: moreAt(next.cursor),
      }));
    } catch (error) {
      if (signal.aborted) return;
      this.#update((content) => ({
        ...content,
        more: { state: 'failed', cursor, sentence: sentenceOf(error) },
      }));
    }
  }

  /** Shows the document as it is now, in the place that it had. */
  replace(document: DocumentSummary): void {
    this.#update((content) => ({
      ...content,
      documents: content.documents.map((old) => (old.name === document.name ? document : old)),
    }));
  }

  remove(name: string): void {
    this.#update((content) => ({
      ...content,
      documents: content.documents.filter((document) => document.name !== name),
    }));
  }

  #begin(): { readonly signal: AbortSignal; readonly search: string } {
    this.#request.abort();
    this.#request = new AbortController();
    return { signal: this.#request.signal, search: this.#search };
  }

  #update(change: (shown: Extract<ListContent, { state: 'shown' }>) => ListContent): void {
    if (this.#content.state === 'shown') this.#set(change(this.#content));
  }

  #set(content: ListContent): void {
    this.#content = content;
    this.#options.onChange();
  }
}

function failureOf(error: unknown): ListContent {
  const code = error instanceof ApiError ? error.code : undefined;
  const facts = { needsSignIn: code === 'unknownVisitor', away: code === 'unreachable' };
  return { state: 'failed', sentence: sentenceOf(error), ...facts };
}

function moreAt(cursor: string | undefined): More {
  return cursor === undefined ? { state: 'none' } : { state: 'ready', cursor };
}

/** A document that was edited between two batches may be in both: it keeps its first place. */
function append(
  documents: readonly DocumentSummary[],
  next: readonly DocumentSummary[],
): readonly DocumentSummary[] {
  const names = new Set(documents.map(({ name }) => name));
  return [...documents, ...next.filter(({ name }) => !names.has(name))];
}

/** The sentence to show for a failed request. Anything that is no ApiError is our bug, and goes on its way. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  throw error;
}
