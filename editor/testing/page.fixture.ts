import type { Command, EditorState, Transaction } from 'prosemirror-state';
import type { Doc } from 'yjs';
import { applyRemoteUpdate } from '../collab/remoteUpdate.ts';
import type { Writer } from './deed.fixture.ts';
import { createReplica, type Replica, remote } from './replicas.fixture.ts';

/** Somebody with the whole editor on a page: slower than `intent/author.ts`, for what only a view can show. */
export class Page implements Writer {
  readonly replica: Replica;
  readonly doc: Doc;
  readonly mayWrite = true;
  readonly outbox: Uint8Array[] = [];

  constructor(index: number) {
    this.replica = createReplica(index + 1);
    this.doc = this.replica.doc;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== remote) this.outbox.push(update);
    });
  }

  get state(): EditorState {
    return this.replica.editor.view.state;
  }

  dispatch(tr: Transaction): void {
    this.replica.editor.view.dispatch(tr);
  }

  run(command: Command): boolean {
    const { view } = this.replica.editor;
    return command(view.state, view.dispatch.bind(view), view);
  }

  receive(update: Uint8Array): void {
    applyRemoteUpdate(this.doc, update, remote);
  }

  destroy(): void {
    this.replica.editor.destroy();
    this.doc.destroy();
  }
}
