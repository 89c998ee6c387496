import { type Command, EditorState, type Transaction } from 'prosemirror-state';
import { Doc } from 'yjs';
import { Binding } from '../collab/binding.ts';
import { type Clock, systemClock } from '../collab/clock.ts';
import { applyRemoteUpdate } from '../collab/remoteUpdate.ts';
import { isRemote } from '../collab/syncPlugin.ts';
import { UndoHistory } from '../collab/undo.ts';
import { UnseenView } from '../collab/unseenView.ts';
import { fragmentName, schema, schemaVersion } from '../schema/schema.ts';

/** The origin of what comes from others. */
const relayed = 'relay';

/** An edit that is about to happen, which is by `author` alone. */
export interface Watched {
  readonly author: Author;
  readonly act: () => void;
  readonly isUndo: boolean;
}

export type Watch = (watched: Watched) => void;

export interface AuthorOptions {
  readonly mayWrite: boolean;
  /** Lets each own edit happen, what is put back included. */
  readonly watch?: Watch;
  readonly clock?: Clock;
}

/**
 * Somebody with the binding and the history of the editor, without a page: a hundred times faster, so that there can be
 * thousands of histories. What a page adds is tested with `testing/replicas.fixture.ts` and in browsers.
 */
export class Author {
  readonly doc = new Doc();
  readonly binding: Binding;
  readonly history: UndoHistory;
  /** Whether this person may write now. */
  mayWrite: boolean;
  /** Own updates that nobody has been sent yet, the oldest first. */
  readonly outbox: Uint8Array[] = [];
  readonly #view: UnseenView;
  readonly #watch: Watch;

  constructor(
    clientId: number,
    { mayWrite, watch = ({ act }) => act(), clock = systemClock }: AuthorOptions,
  ) {
    this.#watch = watch;
    this.doc.clientID = clientId;
    this.mayWrite = mayWrite;
    const fragment = this.doc.getXmlFragment(fragmentName);
    this.history = new UndoHistory(fragment);
    this.binding = new Binding({
      fragment,
      schema,
      schemaVersion,
      mayWrite: () => this.mayWrite,
      clock,
      undoSelection: this.history.wantedSelection,
    });
    const { binding, dispatch } = this;
    const plugins = [binding.plugin, this.history.plugin];
    const state = EditorState.create({ doc: binding.initialDoc, plugins });
    this.#view = new UnseenView({ binding, state, dispatch });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== relayed) this.outbox.push(update);
    });
  }

  readonly dispatch = (tr: Transaction): void => {
    if (tr.docChanged && !isRemote(tr))
      this.#watch({ author: this, act: () => this.#view.apply(tr), isUndo: false });
    else this.#view.apply(tr);
  };

  get state(): EditorState {
    return this.#view.state;
  }

  /** Whether an input method is at work. */
  set composing(isComposing: boolean) {
    this.#view.composing = isComposing;
  }

  undo(): boolean {
    return this.#travel(() => this.history.undo(this.state));
  }

  redo(): boolean {
    return this.#travel(() => this.history.redo(this.state));
  }

  #travel(act: () => boolean): boolean {
    let did = false;
    this.#watch({
      author: this,
      act: () => {
        did = act();
      },
      isUndo: true,
    });
    return did;
  }

  run(command: Command): boolean {
    return command(this.state, this.dispatch);
  }

  receive(update: Uint8Array): void {
    applyRemoteUpdate(this.doc, update, relayed);
  }

  destroy(): void {
    this.binding.destroy();
    this.history.destroy();
    this.doc.destroy();
  }
}
