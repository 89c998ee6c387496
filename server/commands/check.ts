import {
  type DocumentName,
  type Finding,
  LogError,
  openLevelInspection,
  parseDocumentName,
} from '@scriptorium/persistence';
import { counted } from './counted.ts';
import { DocumentCheck } from './documentCheck.ts';
import { type Problem, problemDocument, problemText } from './problem.ts';

export interface CheckOptions {
  readonly data: string;
  /** The one document to check; empty for all. */
  readonly document: string;
}

/** A document was asked for that is not there; `message` is one line. */
export class DocumentMissingError extends Error {
  override readonly name = 'DocumentMissingError';
}

/**
 * Verifies a data directory that no process has open, and changes nothing in it. Prints a line for each problem, then a summary.
 * Takes the memory of the largest document, however many there are and however long their logs.
 *
 * @returns whether everything is sound
 * @throws {LogError} when the directory can't be looked at: it is in use, or no data directory
 * @throws {DocumentMissingError | DocumentNameError}
 */
export async function check(options: CheckOptions, print: (line: string) => void): Promise<boolean> {
  const only = options.document === '' ? undefined : parseDocumentName(options.document);
  const tally = new Tally(print);
  try {
    await inspect(options.data, { only, tally });
  } catch (error) {
    // That the database as a whole is damaged is what a check is to find out.
    if (!(error instanceof LogError && error.code === 'ENTRY_CORRUPT')) throw error;
    tally.addUnreadable(error);
  }
  print(tally.summary());
  return tally.isSound;
}

async function inspect(
  directory: string,
  { only, tally }: { readonly only: DocumentName | undefined; readonly tally: Tally },
): Promise<void> {
  const inspection = await openLevelInspection({ directory });
  try {
    for await (const finding of inspection.inspect(only)) tally.take(finding);
  } finally {
    await inspection.close();
  }
  if (only !== undefined && tally.isEmpty)
    throw new DocumentMissingError(
      `There is no document ${JSON.stringify(only)} in ${JSON.stringify(directory)}.`,
    );
}

class Tally {
  readonly #print: (line: string) => void;
  #document: DocumentCheck | undefined;
  #documents = 0;
  #entries = 0;
  #bytes = 0;
  #problems = 0;
  /** The only memory that grows: with the documents that are not sound. */
  readonly #unsound = new Set<DocumentName>();
  #hasDeleted = false;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  get isSound(): boolean {
    return this.#problems === 0;
  }

  /** Whether nothing was found, be it sound or not. */
  get isEmpty(): boolean {
    return this.#documents === 0 && !this.#hasDeleted && this.isSound;
  }

  take(finding: Finding): void {
    switch (finding.kind) {
      case 'document':
        if (finding.isDeleted) this.#hasDeleted = true;
        else this.#documents += 1;
        this.#document = new DocumentCheck(finding.name);
        break;
      case 'checkpoint':
        this.#add(this.#document?.takeCheckpoint(finding.checkpoint));
        this.#bytes += finding.checkpoint.update.length;
        break;
      case 'entry':
        this.#add(this.#document?.takeEntry(finding.entry));
        this.#entries += 1;
        this.#bytes += finding.entry.update.length;
        break;
      case 'problem':
        this.#document?.takeProblem(finding.problem);
        this.#add(finding.problem);
        break;
    }
  }

  addUnreadable(error: LogError): void {
    this.#problems += 1;
    this.#print(error.message);
  }

  summary(): string {
    if (!this.isSound)
      return `${counted(this.#problems, 'problem')} in ${counted(this.#unsound.size, 'document')}`;
    return `${counted(this.#documents, 'document')}, ${counted(this.#entries, 'entry', 'entries')}, ${counted(this.#bytes, 'byte')}: sound`;
  }

  #add(problem: Problem | undefined): void {
    if (problem === undefined) return;
    const document = problemDocument(problem);
    if (document !== undefined) this.#unsound.add(document);
    this.#problems += 1;
    this.#print(problemText(problem));
  }
}
