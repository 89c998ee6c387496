import type { Checkpoint, DocumentName, LoggedEntry } from '@scriptorium/persistence';
import { decodeCheckpoint } from '../document/checkpoint.ts';
import { DocumentState } from '../document/documentState.ts';
import { scanUpdate } from '../document/scan.ts';
import type { Problem } from './problem.ts';

/**
 * Loads a document as a room does, one entry at a time, and sees whether a room could.
 *
 * 1. Every update scans, and behind the checkpoint each is admitted, as news or as known.
 * 2. The checkpoint has everything that the entries before it bring. (Those are not admitted one after the other: a checkpoint may
 *    hold what was never logged, since it holds at least its entries, and later entries may depend on it.)
 * 3. One break is told once: what comes behind it would only be its consequence, and is scanned no more than that.
 */
export class DocumentCheck {
  readonly #name: DocumentName;
  /** Undefined behind a break. */
  #state: DocumentState | undefined = DocumentState.empty();
  #upTo = 0;

  constructor(name: DocumentName) {
    this.#name = name;
  }

  /** Persistence has found something: where content is missing, what follows can't be judged. */
  takeProblem(problem: Problem): void {
    if (problem.code === 'CHECKPOINT_TORN') this.#state = undefined;
    if ((problem.code === 'ENTRY_TORN' || problem.code === 'ENTRIES_MISSING') && problem.isNeeded)
      this.#state = undefined;
  }

  takeCheckpoint({ upTo, update }: Checkpoint): Problem | undefined {
    const name = this.#name;
    this.#upTo = upTo;
    const content = contentOf(update);
    if (content === undefined)
      return this.#break({
        code: 'CHECKPOINT_MALFORMED',
        name,
        upTo,
        reason: 'it does not say who brought what',
      });
    const admission = this.#state?.admit(content);
    if (admission?.kind === 'malformed')
      return this.#break({ code: 'CHECKPOINT_MALFORMED', name, upTo, reason: admission.reason });
    if (admission?.kind === 'gap')
      return this.#break({
        code: 'CHECKPOINT_MALFORMED',
        name,
        upTo,
        reason: 'it builds on what is not in it',
      });
    return undefined;
  }

  takeEntry({ sequence, update }: LoggedEntry): Problem | undefined {
    const name = this.#name;
    const isNeeded = sequence > this.#upTo;
    const admission = this.#state?.admit(update) ?? scanUpdate(update);
    switch (admission.kind) {
      case 'malformed':
        return this.#malformed({
          code: 'ENTRY_MALFORMED',
          name,
          sequence,
          isNeeded,
          reason: admission.reason,
        });
      case 'gap':
        return this.#break(
          isNeeded
            ? { code: 'ENTRY_GAP', name, sequence }
            : { code: 'CHECKPOINT_LACKS', name, sequence, upTo: this.#upTo },
        );
      case 'news':
        // To admit it has changed the state, which now says nothing of the checkpoint any more.
        if (!isNeeded) return this.#break({ code: 'CHECKPOINT_LACKS', name, sequence, upTo: this.#upTo });
        return undefined;
      case 'known':
      case 'scanned':
        return undefined;
    }
  }

  /** Malformed history is not loaded, and breaks nothing. */
  #malformed(problem: Problem & { readonly isNeeded: boolean }): Problem {
    if (problem.isNeeded) this.#state = undefined;
    return problem;
  }

  #break(problem: Problem): Problem {
    this.#state = undefined;
    return problem;
  }
}

/** The update of a checkpoint; undefined where the rest of it can't be read. */
function contentOf(checkpoint: Uint8Array): Uint8Array | undefined {
  try {
    return decodeCheckpoint(checkpoint).update;
  } catch {
    return undefined;
  }
}
