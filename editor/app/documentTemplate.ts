/** The frame of the document page. What is in it is alive: the editor, the title and the rest take their places. */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { icons, mark } from '../ui/icons.ts';
import { homePath } from './route.ts';

/** The places in the frame, each an element of its own. */
export interface DocumentPlaces {
  readonly save: HTMLElement;
  readonly spoken: HTMLElement;
  readonly people: HTMLElement;
  readonly exporting: HTMLElement;
  readonly toolbar: HTMLElement;
  readonly heading: HTMLElement;
  readonly title: HTMLTextAreaElement;
  readonly content: HTMLElement;
  readonly message: HTMLElement;
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
    exporting: place('export'),
    toolbar: place('toolbar'),
    heading: place('heading'),
    title: query<HTMLTextAreaElement>(element, 'textarea'),
    content: place('content'),
    message: place('message'),
  };
}

function frame({ copyLink, showShortcuts }: DocumentActions): TemplateResult {
  return html`<header class="bar">
      <a class="bar-home" href=${homePath} aria-label="All documents" data-tooltip="All documents">${icons.back}${mark}</a>
      <p class="save" data-place="save"></p>
      <p class="visually-hidden" role="status" data-place="spoken"></p>
      <div class="bar-end">
        <div class="people-place" data-place="people"></div>
        <button class="button bar-shortcuts" data-tone="quiet" type="button" aria-label="Keyboard shortcuts"
          data-tooltip="Keyboard shortcuts" @click=${showShortcuts}>${icons.keyboard}</button>
        <button class="button bar-export" data-tone="quiet" type="button" aria-label="Export"
          data-tooltip="Export" data-place="export">${icons.download}</button>
        <button class="button bar-copy" type="button" @click=${copyLink}>${icons.link}<span>Copy link</span></button>
      </div>
    </header>
    <main class="document">
      <div class="toolbar" data-place="toolbar"></div>
      <div class="sheet">
        <h1 class="visually-hidden" data-place="heading">Untitled</h1>
        <textarea class="title" rows="1" aria-label="Title" maxlength=${titleLengthMax}
          autocomplete="off" enterkeyhint="next" readonly></textarea>
        <div role="status" data-place="message"></div>
        <div class="content" id="content" data-place="content"></div>
      </div>
    </main>`;
}

/** What stands where the text will be, as long as nothing is wrong. */
export function showSkeleton(place: HTMLElement): void {
  render(html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`, place);
}

/** Words above the text, or in its place while there is none. */
export function showMessage(place: HTMLElement, words: string): void {
  render(html`<p class="message">${words}</p>`, place);
  place.hidden = false;
}

export function clearMessage(place: HTMLElement): void {
  render(nothing, place);
  place.hidden = true;
}

function query<T extends HTMLElement = HTMLElement>(root: HTMLElement, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (found === null) throw new Error(`The document page has no ${selector}.`);
  return found;
}
