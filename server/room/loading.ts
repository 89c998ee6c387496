import {
  type DocumentName,
  LogError,
  type Sequence,
  type StoredDocument,
  type UpdateLog,
} from '@scriptorium/persistence';
import { DocumentState } from '../document/documentState.ts';

/** A document as its log has it. */
export interface LoadedDocument {
  readonly state: DocumentState;
  /** The sequence of the last entry; 0 if there is none. */
  readonly last: Sequence;
  /** How many entries are behind the checkpoint. */
  readonly tailEntries: number;
  /** When the last of these was taken. */
  readonly enteredMs: number | undefined;
}

/**
 * Reads a document: the checkpoint and what is behind it, piece by piece. Of each piece only what the document is made of stays, and between
 * two of them others have their turn; so a log of any length costs the memory of the document, and holds nobody up.
 * @throws {LogError} as `UpdateLog.read`; `DOCUMENT_DELETED`; `ENTRY_CORRUPT` when what is stored is no document
 */
export async function loadDocument(log: UpdateLog, name: DocumentName): Promise<LoadedDocument> {
  let loaded: LoadedDocument | undefined;
  for await (const piece of log.stream(name)) loaded = takeIn(loaded ?? nothing(), { name, piece });
  if (loaded === undefined && (await log.isDeleted(name)))
    throw new LogError('DOCUMENT_DELETED', `The document ${name} was deleted.`, { document: name });
  return loaded ?? nothing();
}

function nothing(): LoadedDocument {
  return { state: DocumentState.empty(), last: 0 as Sequence, tailEntries: 0, enteredMs: undefined };
}

function takeIn(
  { state, tailEntries, enteredMs }: LoadedDocument,
  { name, piece }: { readonly name: DocumentName; readonly piece: StoredDocument },
): LoadedDocument {
  const { checkpoint, entries, last } = piece;
  try {
    if (checkpoint !== undefined) state.restoreCheckpoint(checkpoint.update);
    for (const { update, author } of entries) state.restore(update, author);
  } catch (cause) {
    throw new LogError('ENTRY_CORRUPT', `What is stored of the document ${name} is no valid document.`, {
      document: name,
      cause,
    });
  }
  return {
    state,
    last,
    tailEntries: tailEntries + entries.length,
    enteredMs: entries.at(-1)?.timeMs ?? enteredMs,
  };
}
