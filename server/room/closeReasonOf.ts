import { LogError } from '@scriptorium/persistence';
import { type CloseReason, closeReason } from '../protocol/index.ts';

/** What a client is told when the log can't give or take its document. */
export function closeReasonOf(error: unknown): CloseReason {
  if (!(error instanceof LogError))
    return closeReason('unreadable', 'The server failed to open this document.');
  switch (error.code) {
    case 'DOCUMENT_DELETED':
      return closeReason('deleted', 'This document was deleted.');
    case 'ENTRY_CORRUPT':
      return closeReason(
        'damaged',
        'What is stored of this document is damaged; the operator has been told.',
      );
    case 'LOG_CLOSED':
      return closeReason('goingAway', 'The server is stopping.');
    default:
      return closeReason('unreadable', 'The server could not read this document from its disk.');
  }
}
