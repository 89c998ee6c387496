import { signInWords } from './api.ts';

/** What to tell people when the server has closed a document for good. */
export interface Refusal {
  readonly title: string;
  readonly words: string;
}

export interface RefusalFacts {
  /** The WebSocket close code, 4400 to 4499; `closeReasons` of the server's protocol says which mean what. */
  readonly code: number;
  /** The server's words, possibly none. */
  readonly reason: string;
  /** Whether something typed here did not reach the server's disk. */
  readonly unsaved: boolean;
  /** Whether this device keeps it. */
  readonly kept: boolean;
  /** Whether the document's text is still in this tab. */
  readonly hasText: boolean;
}

export function refusalInWords({ code, reason, unsaved, kept, hasText }: RefusalFacts): Refusal {
  const rescue = [
    unsaved ? `What was typed here last is not saved${kept ? '; this device keeps it' : ''}.` : '',
    hasText ? 'The text is still in this tab: copy it now if you need it.' : '',
  ];
  if (code === 4404) {
    return {
      title: 'This document was deleted',
      words: join('Somebody deleted it for everybody, so it cannot be opened or edited any more.', ...rescue),
    };
  }
  if (code === 4401) {
    return {
      title: 'You have no access to this document',
      words: join(signInWords, 'Or ask whoever shares it to let you in.', ...rescue),
    };
  }
  if (code === 4406) {
    return {
      title: 'No document can have this name',
      words: 'The link may have been cut off or changed on its way to you.',
    };
  }
  if (code === 4422) {
    return {
      title: 'This document is damaged on the server’s disk',
      words: join(
        'Nothing of it is shown, so that nothing gets lost. Whoever runs the server can mend it.',
        ...rescue,
      ),
    };
  }
  return {
    title: 'This document cannot be edited here',
    words: join('The server has closed it', reason === '' ? '.' : `: ${sentence(reason)}`, ...rescue),
  };
}

function sentence(reason: string): string {
  return /[.!?]$/u.test(reason) ? reason : `${reason}.`;
}

function join(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replace(/ (?=[.:])/gu, '');
}
