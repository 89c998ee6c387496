/**
 * The words about saving at the head of a document. "Saved" appears once it has been true for a moment, so that
 * the words are at rest while somebody types, but goes as soon as it is not true any more; screen readers hear
 * only of trouble, and of its end.
 */

import type { Clock } from '../collab/clock.ts';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { type SaveWords, saveWords } from '../ui/saveStatus.ts';

export interface SaveIndicatorOptions {
  readonly clock: Clock;
  /** Where the words stand. */
  readonly visible: HTMLElement;
  /** A live region, for screen readers only. */
  readonly spoken: HTMLElement;
}

const settleMs = 350;
const opening = 'Opening…';

export class SaveIndicator {
  readonly #options: SaveIndicatorOptions;
  #shown: SaveWords = { words: '', tone: 'work' };
  #cancelSettling = () => {};

  constructor(options: SaveIndicatorOptions) {
    this.#options = options;
  }

  show(status: ProviderStatus): void {
    const { connection, synced, saved } = status;
    if (connection.state === 'connecting') {
      // Another attempt is no news while none has succeeded, and nobody is offline before the first has failed.
      if (!synced && this.#shown.tone === 'alarm') return;
      if (synced && saved && this.#shown.words === opening) return;
    }
    const next = saveWords(status);
    this.#cancelSettling();
    if (settles(this.#shown, next))
      this.#cancelSettling = this.#options.clock.after(settleMs, () => this.#set(next));
    else this.#set(next);
  }

  #set(next: SaveWords): void {
    const { visible, spoken } = this.#options;
    if (next.tone === 'alarm' || (next.tone === 'away' && this.#shown.tone !== 'away'))
      spoken.textContent = next.words;
    else if (isTrouble(this.#shown) && !isTrouble(next)) spoken.textContent = 'Connected again';
    visible.textContent = next.words;
    visible.dataset.tone = next.tone;
    this.#shown = next;
  }
}

function isTrouble({ tone }: SaveWords): boolean {
  return tone === 'alarm' || tone === 'away';
}

/**
 * Whether the new words wait a moment, because others often follow at once. "Saved" and "kept" never stay for longer than they are
 * true.
 */
function settles(shown: SaveWords, next: SaveWords): boolean {
  if (next.tone === 'rest') return /(?:saving|sending)…$/iu.test(shown.words);
  // On connecting, what the server may lack is sent and confirmed even where nobody has typed.
  if (next.tone === 'work') return shown.words === opening;
  return next.tone === 'away' && shown.tone === 'away' && shown.words.endsWith('…');
}
