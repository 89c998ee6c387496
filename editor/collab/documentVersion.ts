import type { Doc, Map as YMap } from 'yjs';

const metaName = 'meta';
const keyPrefix = 'schema ';
/** What a document without such a key demands. */
const unrecordedVersion = 2;

export interface DocumentVersionOptions {
  readonly doc: Doc;
  /** Of the schema that this client knows. */
  readonly own: number;
  /** Called when `isAbove` has changed. */
  readonly onChange: () => void;
}

/**
 * The schema version that a document demands of those who write in it: the highest of those who have. It is stored in the document
 * itself, so that every server keeps it, and tells it together with the text that it is about. Each version has a key of
 * its own in the root map `meta`: two who raise it at once can't lower it.
 */
export class DocumentVersion {
  readonly #options: DocumentVersionOptions;
  readonly #meta: YMap<unknown>;
  #isAbove: boolean;

  constructor(options: DocumentVersionOptions) {
    this.#options = options;
    this.#meta = options.doc.getMap(metaName);
    this.#isAbove = this.#demanded() > options.own;
    this.#meta.observe(this.#look);
  }

  /** Whether the document demands a newer client than this one. */
  get isAbove(): boolean {
    return this.#isAbove;
  }

  /** Has the document demand one's own version, if it doesn't yet: to be called together with the first thing written. */
  raise(): void {
    const { own } = this.#options;
    if (own > this.#demanded()) this.#meta.set(`${keyPrefix}${own}`, true);
  }

  destroy(): void {
    this.#meta.unobserve(this.#look);
  }

  #demanded(): number {
    return Math.max(unrecordedVersion, ...[...this.#meta.keys()].map(versionIn));
  }

  readonly #look = (): void => {
    const isAbove = this.#demanded() > this.#options.own;
    if (isAbove === this.#isAbove) return;
    this.#isAbove = isAbove;
    this.#options.onChange();
  };
}

function versionIn(key: string): number {
  return key.startsWith(keyPrefix) ? Number(/^\d{1,9}$/.exec(key.slice(keyPrefix.length))?.[0] ?? 0) : 0;
}
