import type { Node } from 'prosemirror-model';
import type { Transform } from 'prosemirror-transform';
import type { EditorView } from 'prosemirror-view';
import { loadLate } from './loadLate.ts';
import { schema } from './schema/schema.ts';
import { changesTextOnly } from './schema/textStep.ts';
import type { TableFeature } from './tables/feature.ts';

/** Loads what can be done with tables when a document first has one, since most have none and it is as large as Yjs's encoding. */
export class LateTables {
  #isLoading = false;
  #isWanted = false;
  /** Undefined until it is loaded. */
  feature: TableFeature | undefined;

  /**
   * To be called when the document may have changed; does nothing once all is there.
   *
   * @param change of the document, if it is known: typing brings no table, and needn't look at a long document
   */
  look(view: EditorView, change?: Transform): void {
    if (this.#isLoading) return;
    this.#isWanted ||= !(change && changesTextOnly(change)) && hasTable(view.state.doc);
    if (!this.#isWanted) return;
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
