/** A page that only says something: what happened, and what to do now. */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { wordmark } from '../ui/icons.ts';
import { homePath } from './route.ts';

export interface Notice {
  readonly title: string;
  readonly words: string;
  /** What to do here. The way to the list of documents is always there. */
  readonly action?: NoticeAction;
}

export interface NoticeAction {
  readonly label: string;
  run(): void;
}

/** Shows the notice as the whole page, and moves the focus to it. */
export function showNotice(element: HTMLElement, notice: Notice): void {
  document.title = `${notice.title} — Scriptorium`;
  render(template(notice), element);
  element.querySelector('h1')?.focus();
}

function template({ title, words, action }: Notice): TemplateResult {
  return html`<header class="masthead">
      <a class="masthead-home" href=${homePath} aria-label="Scriptorium, all documents">${wordmark}</a>
    </header>
    <main class="notice">
      <h1 class="notice-title" tabindex="-1">${title}</h1>
      <p class="notice-words">${words}</p>
      <div class="notice-actions">
        ${action ? actionButton(action) : nothing}
        <a class="button" href=${homePath} data-tone=${action ? nothing : 'primary'}>All documents</a>
      </div>
    </main>`;
}

function actionButton({ label, run }: NoticeAction): TemplateResult {
  return html`<button class="button" data-tone="primary" type="button" @click=${run}>${label}</button>`;
}
