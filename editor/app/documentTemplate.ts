/** The frame of the document page. What is in it is alive: the editor, the title and the rest take their places. */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { icons, mark } from '../ui/icons.ts';

/** The places in the frame, each an element of its own. */
export interface DocumentPlaces {
  readonly save: HTMLElement;
  readonly spoken: HTMLElement;
  readonly people: HTMLElement;
  readonly toolbar: HTMLElement;
  readonly heading: HTMLElement;
  readonly title: HTMLTextAreaElement;
  readonly content: HTMLElement;
  readonly waiting: HTMLElement;
}

export interface DocumentActions {
  copyLink(): void;
  showShortcuts(): void;
}

/** Longest title in UTF-16 units. */
const titleLengthMax = 300;

export function renderDocument(element: HTMLElement, actions: DocumentActions): DocumentPlaces {
  render(frame(actions), element);
  const place = (name: string) => query(element, `[data-place=${name}]`);
  return {
    save: place('save'),
    spoken: place('spoken'),
    people: place('people'),
    toolbar: place('toolbar'),
    heading: place('heading'),
    title: query<HTMLTextAreaElement>(element, 'textarea'),
    content: place('content'),
    waiting: place('waiting'),
  };
}

function frame({ copyLink, showShortcuts }: DocumentActions): TemplateResult {
  return html`<header class="bar">
      <a class="bar-home" href="/" aria-label="All documents" data-tooltip="All documents">${icons.back}${mark}</a>
      <p class="save" data-place="save"></p>
      <p class="visually-hidden" role="status" data-place="spoken"></p>
      <div class="bar-end">
        <div class="people-place" data-place="people"></div>
        <button class="button bar-shortcuts" data-tone="quiet" type="button" aria-label="Keyboard shortcuts"
          data-tooltip="Keyboard shortcuts" @click=${showShortcuts}>${icons.keyboard}</button>
        <button class="button bar-copy" type="button" @click=${copyLink}>${icons.link}<span>Copy link</span></button>
      </div>
    </header>
    <main class="document">
      <div class="toolbar" data-place="toolbar"></div>
      <div class="sheet">
        <h1 class="visually-hidden" data-place="heading">Untitled</h1>
        <textarea class="title" rows="1" aria-label="Title" placeholder="Untitled" maxlength=${titleLengthMax}
          autocomplete="off" enterkeyhint="next" readonly></textarea>
        <div class="waiting" data-place="waiting"></div>
        <div class="content" id="content" data-place="content"></div>
      </div>
    </main>`;
}

/** What stands where the text will be: quiet lines, and words once it takes long or does not work. */
export function renderWaiting(element: HTMLElement, words: string | undefined): void {
  const lines = html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
  render(words === undefined ? lines : html`<p class="waiting-words" role="status">${words}</p>`, element);
}

export function clearWaiting(element: HTMLElement): void {
  render(nothing, element);
  element.hidden = true;
}

function query<T extends HTMLElement = HTMLElement>(root: HTMLElement, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`The document page has no ${selector}.`);
  return found;
}
