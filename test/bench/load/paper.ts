import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeUpdates, paperFiles } from '../paper.ts';

/** A real document of 260,000 keystrokes, as the benchmark's main process has prepared it. */
export interface Paper {
  /** Its state before the last edits, as one update. */
  readonly base: Uint8Array;
  /** The last edits, an update each. */
  readonly tail: readonly Uint8Array[];
  /** Its whole state, as one update. */
  readonly full: Uint8Array;
}

export function readPaper(folder: string): Paper {
  const read = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)));
  return {
    base: read(paperFiles.base),
    tail: decodeUpdates(read(paperFiles.tail)),
    full: read(paperFiles.full),
  };
}
