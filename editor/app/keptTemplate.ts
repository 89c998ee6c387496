/** What the list page says of the documents that this device keeps. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { KeptSummary } from '../offline/deviceStore.ts';
import { titleOf } from './documentSummary.ts';
import { timeInFull, timeInWords } from './editTime.ts';
import { documentPath } from './route.ts';

/** Those that open without a network, where the server's list can't be shown. */
export function keptList(kept: readonly KeptSummary[], nowMs: number): TemplateResult | typeof nothing {
  const documents = kept.filter(({ isSynced }) => isSynced);
  if (documents.length === 0) return nothing;
  return html`<section class="period kept" aria-label="On this device">
    <h2 class="period-name">On this device</h2>
    <ul class="entries" role="list">
      ${documents.map((document) => entry(document, nowMs))}
    </ul>
  </section>`;
}

function entry({ name, title, usedMs, isUnsaved }: KeptSummary, nowMs: number): TemplateResult {
  return html`<li class="entry">
    <a class="entry-link" href=${documentPath(name)} data-untitled=${title === '' ? '' : nothing}>${titleOf({ title })}</a>
    <p class="entry-facts">
      <time datetime=${new Date(usedMs).toISOString()} title=${timeInFull(usedMs)}>${timeInWords(usedMs, nowMs)}</time>
      ${isUnsaved ? html`<span class="kept-unsent">not sent yet</span>` : nothing}
    </p>
  </li>`;
}

/** At the end of the page: that there are any, and how to have the device forget them. */
export function keptFoot(kept: readonly KeptSummary[], forget: () => void): TemplateResult | typeof nothing {
  if (kept.length === 0) return nothing;
  const unsent = kept.filter(({ isUnsaved }) => isUnsaved).length;
  return html`<footer class="kept-foot">
    <p>${keptInWords(kept.length)}${unsent === 0 ? '.' : html`; <strong>${unsentInWords(unsent, kept.length)}</strong>.`}</p>
    <button class="button" data-tone="quiet" type="button" @click=${forget}>Forget on this device</button>
  </footer>`;
}

function keptInWords(count: number): string {
  return count === 1
    ? 'This device keeps one document, which opens without a network'
    : `This device keeps ${count} documents, which open without a network`;
}

function unsentInWords(count: number, total: number): string {
  if (total === 1) return 'it holds what was not sent yet';
  return count === 1 ? 'one holds what was not sent yet' : `${count} hold what was not sent yet`;
}
