/** The page at `/d/:name`: wires the document, its connection, the editor and what stands around it. */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { bind } from '../collab/bind.ts';
import type { Clock } from '../collab/clock.ts';
import { type Person, participantsOf } from '../collab/person.ts';
import { createProvider, type Provider } from '../collab/provider.ts';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { createEditor, type EditorHandle } from '../editor.ts';
import { keepLate } from '../lateKeeper.ts';
import { loadLate } from '../loadLate.ts';
import { browserMemory, recallPerson, rememberPerson } from '../ui/identity.ts';
import type { People } from '../ui/people.ts';
import { mustStay } from '../ui/saveStatus.ts';
import { TitleField } from '../ui/titleField.ts';
import type { Toast } from '../ui/toast.ts';
import { bringDocument } from './bringDocument.ts';
import {
  clearMessage,
  type DocumentPlaces,
  renderDocument,
  showMessage,
  showSkeleton,
} from './documentTemplate.ts';
import { showNotice } from './notice.ts';
import type { Refusal } from './refusal.ts';
import { socketHome } from './route.ts';
import { SaveIndicator } from './saveIndicator.ts';

export interface DocumentPageOptions {
  readonly element: HTMLElement;
  readonly name: string;
  readonly clock: Clock;
  readonly toast: Toast;
}

export function openDocumentPage(options: DocumentPageOptions): void {
  new DocumentPage(options).start();
}

/**
 * What the list needs of an editor to import files. By way of this module, because the bundler would otherwise take apart what is
 * loaded here first (`test/bundle.slow.test.ts`); whoever imports a document looks at it next.
 */
export const importing = { bringDocument, loadLate } as const;

const awayWords =
  'The server does not answer yet, so the document cannot be shown. It is asked again by itself; once it answers, the text appears here.';
const outdatedWords =
  'A newer version of Scriptorium has written here, so this one only shows the text. Reload the page to get the newer version.';

/** The close code for a document that was deleted. */
const deletedCode = 4404;

class DocumentPage {
  readonly #options: DocumentPageOptions;
  readonly #doc = new Y.Doc();
  readonly #awareness = new Awareness(this.#doc);
  readonly #provider: Provider;
  readonly #places: DocumentPlaces;
  readonly #save: SaveIndicator;
  /** Undefined until it is loaded: nobody waits for it to write. */
  #people: People | undefined;
  #editor: EditorHandle | undefined;
  #closed = false;

  constructor(options: DocumentPageOptions) {
    this.#options = options;
    const { element, name, clock, toast } = options;
    this.#places = renderDocument(element, {
      copyLink: () => void import('./copy.ts').then(({ copyLink }) => copyLink(toast)),
      showShortcuts: () =>
        void import('../ui/shortcutsDialog.ts').then(({ openShortcuts }) => openShortcuts()),
    });
    const { save: visible, spoken } = this.#places;
    this.#save = new SaveIndicator({ clock, visible, spoken });
    this.#awareness.setLocalStateField('user', recallPerson(browserMemory));
    const [doc, awareness] = [this.#doc, this.#awareness];
    const account = async () => (await import('./account.ts')).findOwnAccount(name);
    const connection = { url: socketHome(location), name, doc, awareness };
    // All that it needs is loaded for the editor.
    const keep = keepLate(connection, { account, loadBind: async () => bind });
    this.#provider = createProvider({ ...connection, keep });
  }

  start(): void {
    document.title = 'Scriptorium';
    this.#awareness.on('change', () => this.#showPeople());
    void this.#openPeople();
    this.#provider.subscribe((status) => this.#onStatus(status));
    this.#onStatus(this.#provider.peek());
    addEventListener('beforeunload', (event) => {
      if (!this.#closed && mustStay(this.#provider.peek())) event.preventDefault();
    });
  }

  #onStatus(status: ProviderStatus): void {
    if (this.#closed) return;
    this.#save.show(status);
    if (status.connection.state === 'refused') this.#close(status.connection);
    else if (status.synced) this.#showText(status);
    else this.#showWaiting(status);
  }

  /** Nothing can be edited before the server's content is here: what looks like an empty page would not be one. */
  #showText({ access }: ProviderStatus): void {
    const editor = this.#editor ?? this.#openEditor();
    const mayWrite = access === undefined || access === 'write';
    const { title, toolbar, message } = this.#places;
    editor.setEditable(mayWrite);
    const { outdated } = editor.peek();
    title.readOnly = !mayWrite || outdated;
    toolbar.hidden = !mayWrite || outdated;
    if (outdated) showMessage(message, outdatedWords);
    else clearMessage(message);
  }

  #showWaiting({ connection }: ProviderStatus): void {
    const { message } = this.#places;
    if (connection.state === 'waiting') showMessage(message, awayWords);
    else if (message.childElementCount === 0) showSkeleton(message);
  }

  #openEditor(): EditorHandle {
    const { content, toolbar, title } = this.#places;
    const editor = createEditor({
      element: content,
      doc: this.#doc,
      awareness: this.#awareness,
      placeholder: 'Write something…',
      label: 'Text of the document',
      onLeaveUpwards: () => title.focus(),
      onRefused: (sentence) => this.#options.toast.say(sentence),
    });
    this.#editor = editor;
    void import('../ui/writingTools.ts').then(({ openWritingTools }) =>
      openWritingTools({ toolbar, content, editor, names: () => this.#names() }),
    );
    void import('./exportMenu.ts').then(({ openExportMenu }) => {
      const title = () => this.#places.title.value.trim();
      openExportMenu({ button: this.#places.exporting, editor, title, toast: this.#options.toast });
    });
    this.#openTitle(editor);
    editor.subscribe(({ outdated }) => outdated && this.#onStatus(this.#provider.peek()));
    return editor;
  }

  #openTitle(editor: EditorHandle): void {
    const { title: field, heading } = this.#places;
    field.placeholder = 'Untitled';
    new TitleField({
      field,
      doc: this.#doc,
      onLeave: () => editor.focus(),
      onTitle: (title) => {
        heading.textContent = title.trim() || 'Untitled';
        document.title = `${heading.textContent} — Scriptorium`;
      },
    });
    if (field.value === '' && editor.peek().empty) field.focus();
  }

  #close(refusal: { readonly code: number; readonly reason: string }): void {
    this.#closed = true;
    this.#editor?.setEditable(false);
    void import('./refusal.ts').then(({ refusalInWords }) => {
      const text = this.#editor ? textOf(this.#editor) : '';
      const { saved, device } = this.#provider.peek();
      const facts = { unsaved: !saved, kept: device.state === 'kept', hasText: text !== '' };
      this.#leave(refusalInWords({ ...refusal, ...facts }), text);
      if (refusal.code === deletedCode && saved)
        void import('./keptDocuments.ts').then(({ forget }) => forget(this.#options.name));
    });
  }

  #leave(refusal: Refusal, text: string): void {
    const { element, toast } = this.#options;
    this.#editor?.destroy();
    this.#provider.destroy();
    const run = () => void import('./copy.ts').then(({ copyText }) => copyText(text, toast));
    const action = text === '' ? {} : { action: { label: 'Copy the text', run } };
    showNotice(element, { ...refusal, ...action });
  }

  #names(): readonly string[] {
    return participantsOf(this.#awareness).map(({ name }) => name);
  }

  #become(person: Person): void {
    rememberPerson(browserMemory, person);
    this.#awareness.setLocalStateField('user', person);
  }

  async #openPeople(): Promise<void> {
    const { People } = await import('../ui/people.ts');
    this.#people = new People({ element: this.#places.people, onChange: (person) => this.#become(person) });
    this.#showPeople();
  }

  #showPeople(): void {
    if (!this.#closed) this.#people?.show(participantsOf(this.#awareness));
  }
}

function textOf({ view }: EditorHandle): string {
  return view.state.doc.textBetween(0, view.state.doc.content.size, '\n', '\n').trim();
}
