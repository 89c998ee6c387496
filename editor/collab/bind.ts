import { EditorState } from 'prosemirror-state';
import type { Doc } from 'yjs';
import { fragmentName, schema, schemaVersion } from '../schema/schema.ts';
import { Binding } from './binding.ts';

/** A document as an editor has it whose user may write, for where there is none. */
export interface Bound {
  readonly binding: Binding;
  readonly state: EditorState;
}

export function bind(doc: Doc): Bound {
  const fragment = doc.getXmlFragment(fragmentName);
  const binding = new Binding({ fragment, schema, schemaVersion, mayWrite: () => true });
  return { binding, state: EditorState.create({ doc: binding.initialDoc, plugins: [binding.plugin] }) };
}
