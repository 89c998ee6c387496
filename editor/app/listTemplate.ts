/** What the list page looks like in each of its states. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { repeat } from 'lit-html/directives/repeat.js';
import type { KeptSummary } from '../offline/deviceStore.ts';
import { icons, wordmark } from '../ui/icons.ts';
import { Menu } from '../ui/menu.ts';
import type { ListContent, More } from './documentList.ts';
import { type DocumentSummary, titleOf } from './documentSummary.ts';
import { periodOf, timeInFull, timeInWords } from './editTime.ts';
import { keptFoot, keptList } from './keptTemplate.ts';
import { documentPath, homePath } from './route.ts';

export interface ListPageState {
  readonly content: ListContent;
  readonly creating: boolean;
  /** What this device keeps, last used first. */
  readonly kept: readonly KeptSummary[];
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface ListActions {
  create(): void;
  /** Asks for files. */
  import(): void;
  search(text: string): void;
  reload(): void;
  more(): void;
  rename(document: DocumentSummary): void;
  delete(document: DocumentSummary): void;
  /** Has this device forget what it keeps. */
  forget(): void;
}

type Shown = Extract<ListContent, { state: 'shown' }>;

export function listTemplate(page: ListPageState, actions: ListActions): TemplateResult {
  return html`<header class="masthead">
      <a class="masthead-home" href=${homePath} aria-current="page" aria-label="Scriptorium, all documents">${wordmark}</a>
    </header>
    <main class="list" aria-busy=${isBusy(page.content)}>
      <div class="list-head">
        <h1 class="list-title">Documents</h1>
        ${mayCreate(page.content) ? createButton(page, actions) : nothing}
        <div class="list-tools">
          ${searchField(actions)} ${mayCreate(page.content) ? importButton(page, actions) : nothing}
        </div>
      </div>
      <p class="visually-hidden" role="status">${countInWords(page.content)}</p>
      ${contentTemplate(page, actions)}
      <p class="list-drop" aria-hidden="true">Drop Markdown, HTML or text to make documents of it</p>
      ${keptFoot(page.kept, actions.forget)}
    </main>`;
}

/** While it is not known, it is there, so that nothing jumps; the server decides. */
export function mayCreate(content: ListContent): boolean {
  return content.state === 'shown' ? content.mayCreate : content.state === 'loading' || !content.needsSignIn;
}

function createButton({ creating }: ListPageState, { create }: ListActions): TemplateResult {
  return html`<button class="button list-create" data-tone="primary" type="button" aria-disabled=${creating}
    @click=${create}>${icons.add} New document</button>`;
}

function importButton({ creating }: ListPageState, actions: ListActions): TemplateResult {
  return html`<button class="button" type="button" aria-disabled=${creating} aria-label="Import files"
    data-tooltip="Import Markdown, HTML or text" @click=${actions.import}>${icons.upload}</button>`;
}

function searchField({ search }: ListActions): TemplateResult {
  return html`<search class="search">
    ${icons.search}
    <input
      class="field search-field"
      type="search"
      aria-label="Search by title"
      aria-keyshortcuts="/"
      placeholder="Search by title"
      autocomplete="off"
      spellcheck="false"
      @input=${({ target }: Event) => search((target as HTMLInputElement).value)}
    />
  </search>`;
}

function contentTemplate(page: ListPageState, actions: ListActions): TemplateResult {
  const { content } = page;
  switch (content.state) {
    case 'loading':
      return skeleton;
    case 'failed':
      return html`${failure(content, actions)}${content.away ? keptList(page.kept, page.nowMs) : nothing}`;
    case 'shown':
      if (content.documents.length > 0) return documents(content, page.nowMs, actions);
      if (content.search !== '') return nothingFound(content.search);
      return content.mayCreate ? emptyTemplate(actions) : nothingShared;
  }
}

/** As many lines as usually fit, so that nothing jumps when the documents arrive. */
const skeleton = html`<div class="skeleton" aria-hidden="true">
  ${[1, 2, 3, 4].map(() => html`<div class="skeleton-entry"><i></i><i></i><i></i></div>`)}
</div>`;

function failure(
  { sentence, needsSignIn }: Extract<ListContent, { state: 'failed' }>,
  { reload }: ListActions,
): TemplateResult {
  const title = needsSignIn ? 'Sign in to see your documents' : 'Your documents cannot be shown right now';
  return html`<div class="list-message" role="alert">
    <h2 class="list-message-title">${title}</h2>
    <p>${sentence}</p>
    <button class="button" type="button" @click=${reload}>Try again</button>
  </div>`;
}

function emptyTemplate(actions: ListActions): TemplateResult {
  return html`<div class="list-message list-empty">
    <svg class="empty-page" viewBox="0 0 96 112" aria-hidden="true">
      <rect class="empty-sheet" x="1" y="1" width="94" height="110" rx="4" />
      <rect class="empty-initial" x="14" y="16" width="24" height="24" rx="2" />
      <path class="empty-lines" d="M46 20h36M46 28h36M46 36h30M14 50h68M14 58h68M14 66h62M14 74h68M14 82h40" />
    </svg>
    <h2 class="list-message-title">Begin with a blank page</h2>
    <p>
      Nothing has been written here yet. Make a document, then send its link to whomever you want to write it with:
      you will see each other type.
    </p>
    <div class="list-empty-actions">
      <button class="button" data-tone="primary" type="button" @click=${actions.create}>Write the first document</button>
      <button class="button" type="button" @click=${actions.import}>Import files</button>
    </div>
  </div>`;
}

const nothingShared = html`<div class="list-message">
  <h2 class="list-message-title">No documents have been shared with you</h2>
  <p>Once somebody gives you access to one, it stands here. A link to a document opens it, too.</p>
</div>`;

function nothingFound(search: string): TemplateResult {
  return html`<div class="list-message">
    <h2 class="list-message-title">No title has “${search}” in it</h2>
    <p>Search looks at titles, not at the text. Try fewer letters, or empty the field to see all documents.</p>
  </div>`;
}

function documents({ documents, busy, more }: Shown, nowMs: number, actions: ListActions): TemplateResult {
  const periods = groupByPeriod(documents, nowMs);
  return html`<div class="list-content" data-busy=${busy ? '' : nothing}>
    ${repeat(
      periods,
      ([period]) => period,
      ([period, entries]) => html`<section class="period" aria-label=${period}>
        <h2 class="period-name">${period}</h2>
        <ul class="entries" role="list">
          ${repeat(
            entries,
            ({ name }) => name,
            (document) => entry(document, nowMs, actions),
          )}
        </ul>
      </section>`,
    )}
    ${moreTemplate(more, actions)}
  </div>`;
}

/** In the order of the list, in which periods are together already. */
function groupByPeriod(
  documents: readonly DocumentSummary[],
  nowMs: number,
): ReadonlyMap<string, readonly DocumentSummary[]> {
  const periods = new Map<string, DocumentSummary[]>();
  for (const document of documents) {
    const period = periodOf(document.editedMs, nowMs);
    const entries = periods.get(period);
    if (entries) entries.push(document);
    else periods.set(period, [document]);
  }
  return periods;
}

function entry(document: DocumentSummary, nowMs: number, actions: ListActions): TemplateResult {
  const { name, title, excerpt, words, editedMs, mayWrite } = document;
  const full = timeInFull(editedMs);
  return html`<li class="entry">
    <a class="entry-link" href=${documentPath(name)} data-name=${name} data-untitled=${title === '' ? '' : nothing}
      >${titleOf(document)}</a
    >
    <p class="entry-excerpt">${excerpt === '' ? 'Nothing written yet' : excerpt}</p>
    <p class="entry-facts">
      <time datetime=${new Date(editedMs).toISOString()} title=${full}>${timeInWords(editedMs, nowMs)}</time>
      ${words === 0 ? nothing : html`<span>${wordsInWords(words)}</span>`}
    </p>
    ${mayWrite ? entryMenu(document, actions) : nothing}
  </li>`;
}

function entryMenu(document: DocumentSummary, actions: ListActions): TemplateResult {
  return html`<button
      class="button entry-more"
      data-tone="quiet"
      type="button"
      aria-label=${`Actions for ${titleOf(document)}`}
      .entry=${document}
      ${ref((button) => button && addMenu(button as EntryButton, actions))}
    >
      ${icons.more}
    </button>`;
}

/** The button of a line carries the document that the line shows now: lines are reused when documents move. */
type EntryButton = HTMLElement & { readonly entry: DocumentSummary };

const withMenu = new WeakSet<HTMLElement>();

function addMenu(button: EntryButton, actions: ListActions): void {
  if (withMenu.has(button)) return;
  withMenu.add(button);
  new Menu({
    button,
    label: 'Actions',
    align: 'end',
    items: () => [
      { id: 'rename', label: 'Rename', icon: icons.pencil },
      { id: 'delete', label: 'Delete', icon: icons.delete, tone: 'danger' },
    ],
    choose: (id) => (id === 'delete' ? actions.delete(button.entry) : actions.rename(button.entry)),
  });
}

function moreTemplate(more: More, actions: ListActions): TemplateResult | typeof nothing {
  if (more.state === 'none') return nothing;
  const loading = more.state === 'loading';
  return html`<div class="list-more">
    ${more.state === 'failed' ? html`<p role="alert">${more.sentence}</p>` : nothing}
    <button class="button" type="button" aria-disabled=${loading} @click=${actions.more}>
      ${loading ? 'Loading…' : more.state === 'failed' ? 'Try again' : 'Show older documents'}
    </button>
  </div>`;
}

function isBusy(content: ListContent): boolean {
  return content.state === 'loading' || (content.state === 'shown' && content.busy);
}

function wordsInWords(words: number): string {
  return words === 1 ? '1 word' : `${words.toLocaleString()} words`;
}

/** For screen readers after each search. */
function countInWords(content: ListContent): string {
  if (content.state !== 'shown' || content.busy) return '';
  const { length } = content.documents;
  const count = length === 1 ? '1 document' : `${length} documents`;
  return content.more.state === 'none' ? count : `${count} shown, there are more`;
}
