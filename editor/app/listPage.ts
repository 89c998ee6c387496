/** The page at `/`: wires the list, its templates and the dialogs. */
import './list.css';
import './entry.css';
import { render } from 'lit-html';
import type { Clock } from '../collab/clock.ts';
import type { KeptSummary } from '../offline/deviceStore.ts';
import { chooseFiles } from '../ui/chooseFiles.ts';
import type { Toast } from '../ui/toast.ts';
import { type Api, createApi } from './api.ts';
import { DocumentList, sentenceOf } from './documentList.ts';
import { type DocumentSummary, titleOf } from './documentSummary.ts';
import { takeDroppedFiles } from './fileDrop.ts';
import { importedTypes } from './importedTypes.ts';
import { askToDelete, askToForget, askToRename } from './listDialogs.ts';
import { type ListActions, listTemplate, mayCreate } from './listTemplate.ts';
import { documentPath } from './route.ts';

export interface ListPageOptions {
  readonly element: HTMLElement;
  readonly clock: Clock;
  readonly toast: Toast;
}

/** The server derives a title from its document within a second after it was typed. */
const summaryDelayMs = 2000;

export function openListPage(options: ListPageOptions): void {
  new ListPage(options).start();
}

class ListPage {
  readonly #options: ListPageOptions;
  readonly #api: Api = createApi((input, init) => fetch(input, init));
  readonly #list: DocumentList;
  #creating = false;
  #kept: readonly KeptSummary[] = [];

  constructor(options: ListPageOptions) {
    this.#options = options;
    this.#list = new DocumentList({ api: this.#api, clock: options.clock, onChange: () => this.#render() });
  }

  start(): void {
    document.title = 'Documents — Scriptorium';
    void this.#list.load();
    void this.#loadKept();
    this.#options.clock.after(summaryDelayMs, () => void this.#list.refresh());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.#list.refresh();
    });
    // Coming back with the back button may show this page as it was left.
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted) return;
      this.#creating = false;
      void this.#list.load();
    });
    addEventListener('keydown', (event) => this.#onKey(event));
    takeDroppedFiles(this.#options.element, {
      isWanted: () => !this.#creating && mayCreate(this.#list.peek()),
      take: (files) => void this.#import(files),
    });
  }

  #render(): void {
    const { element, clock } = this.#options;
    const [content, creating, kept] = [this.#list.peek(), this.#creating, this.#kept];
    const page = { content, creating, kept, nowMs: clock.nowMs() };
    render(listTemplate(page, this.#actions), element);
  }

  readonly #actions: ListActions = {
    create: () => void this.#create(),
    import: () => chooseFiles(importedTypes, (files) => void this.#import(files)),
    search: (text) => this.#list.search(text),
    reload: () => void this.#list.load(),
    more: () => void this.#more(),
    rename: (document) => void this.#rename(document),
    delete: (document) => void this.#delete(document),
    forget: () => void this.#forget(),
  };

  async #loadKept(): Promise<void> {
    this.#kept = await import('./keptDocuments.ts').then(({ list }) => list());
    this.#render();
  }

  async #forget(): Promise<void> {
    const forgotten = await askToForget(this.#kept, async () =>
      (await import('./keptDocuments.ts')).forget(),
    );
    if (!forgotten) return;
    this.#kept = [];
    this.#render();
    this.#options.toast.say('This device keeps no documents any more.');
  }

  async #create(): Promise<void> {
    if (this.#creating) return;
    this.#setCreating(true);
    try {
      location.assign(documentPath((await this.#api.create()).name));
    } catch (error) {
      this.#setCreating(false);
      this.#options.toast.say(`No document was made. ${sentenceOf(error)}`);
    }
  }

  /** What reads files is loaded with the first one. */
  async #import(files: readonly File[]): Promise<void> {
    if (this.#creating || files.length === 0) return;
    this.#setCreating(true);
    const { toast } = this.#options;
    toast.say('Reading…');
    try {
      const [{ importing }, { importFiles }] = await Promise.all([
        import('./documentPage.ts'),
        import('./importFiles.ts'),
      ]);
      if (await importFiles(files, { api: this.#api, toast, importing })) void this.#list.load();
    } catch (error) {
      toast.say('Nothing was imported: this part of the program failed. Reload the page and try again.');
      throw error;
    } finally {
      this.#setCreating(false);
    }
  }

  #setCreating(creating: boolean): void {
    this.#creating = creating;
    this.#render();
  }

  /** The focus goes to the first document that is new, because the button it was on may be gone. */
  async #more(): Promise<void> {
    const links = () => [...this.#options.element.querySelectorAll<HTMLElement>('.entry-link')];
    const before = links().length;
    await this.#list.loadMore();
    links()[before]?.focus();
  }

  async #rename(document: DocumentSummary): Promise<void> {
    const renamed = await askToRename(document, async (title) => {
      this.#list.replace(await this.#api.rename(document.name, title));
    });
    if (renamed) this.#options.toast.say('Renamed.');
  }

  async #delete(document: DocumentSummary): Promise<void> {
    const next = this.#neighbourOf(document.name);
    const deleted = await askToDelete(document, () => this.#api.delete(document.name));
    if (!deleted) return;
    this.#list.remove(document.name);
    void import('./keptDocuments.ts')
      .then(({ forget }) => forget(document.name))
      .then(() => this.#loadKept());
    this.#options.toast.say(`“${titleOf(document)}” was deleted.`);
    next?.focus();
  }

  /** Where the focus goes when the document's line is gone. */
  #neighbourOf(name: string): HTMLElement | null | undefined {
    const { element } = this.#options;
    const links = [...element.querySelectorAll<HTMLElement>('.entry-link')];
    const at = links.findIndex((link) => link.dataset.name === name);
    return links[at + 1] ?? links[at - 1] ?? element.querySelector<HTMLElement>('.list-create');
  }

  /** A single slash looks for documents, as in many applications with a list. */
  #onKey(event: KeyboardEvent): void {
    const typing = event.target instanceof Element && event.target.closest('input, textarea, dialog');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#options.element.querySelector<HTMLElement>('.search-field')?.focus();
  }
}
