import type { Node } from 'prosemirror-model';
import type { EditorView } from 'prosemirror-view';
import { loadLate } from './loadLate.ts';
import { schema } from './schema/schema.ts';
import type { TableFeature } from './tables/feature.ts';

/** Loads what can be done with tables when a document first has one, since most have none and it is as large as Yjs's encoding. */
export class LateTables {
  #isLoading = false;
  /** Undefined until it is loaded. */
  feature: TableFeature | undefined;

  /** To be called when the document may have changed; does nothing once all is there. */
  look(view: EditorView): void {
    if (this.#isLoading || !hasTable(view.state.doc)) return;
    this.#isLoading = true;
    loadLate().then(
      ({ createTableFeature }) => this.#add(view, createTableFeature()),
      // Without a network it is tried again with the next change.
      () => {
        this.#isLoading = false;
      },
    );
  }

  #add(view: EditorView, feature: TableFeature): void {
    if (view.isDestroyed) return;
    this.feature = feature;
    view.updateState(view.state.reconfigure({ plugins: [...feature.plugins, ...view.state.plugins] }));
  }
}

function hasTable(doc: Node): boolean {
  return doc.children.some(({ type }) => type === schema.nodes.table);
}
