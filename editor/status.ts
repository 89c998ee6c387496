import type { EditorState } from 'prosemirror-state';
import { selectedHref } from './commands/link.ts';
import { activeMarks } from './commands/mark.ts';
import { selectedFlow } from './commands/selected.ts';
import { isEmpty } from './plugins/emptyDocument.ts';
import { type BlockKind, blockFacts } from './schema/block.ts';
import { type MarkName, type NodeName, schema } from './schema/schema.ts';

/** What the selection is in; `mixed` where several are selected that differ. */
export type SelectedKind = BlockKind | (typeof otherKinds)[number] | 'mixed';

const otherKinds = [
  'code_block',
  'math_block',
  'figure',
  'divider',
  'embed',
  'file',
  'table',
] as const satisfies readonly NodeName[];

/** What a toolbar shows. */
export interface EditorStatus {
  readonly kind: SelectedKind;
  /** 1 to 6 for a heading, else undefined. */
  readonly level: number | undefined;
  /** The marks that all of the selected text has, or that what is typed next will have. */
  readonly marks: ReadonlySet<MarkName>;
  /** The address of the link at the caret or at the start of the selection. */
  readonly linkHref: string | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether there is nothing to read. */
  readonly empty: boolean;
  readonly editable: boolean;
  /** Whether the document holds what this version doesn't know: then it is shown as it was, and can't be edited. */
  readonly outdated: boolean;
}

/** The part of the status that isn't in ProseMirror's state. */
export type StatusContext = Pick<EditorStatus, 'canUndo' | 'canRedo' | 'editable' | 'outdated'>;

export function readStatus(state: EditorState, context: StatusContext): EditorStatus {
  return {
    ...context,
    ...readKind(state),
    marks: activeMarks(state),
    linkHref: selectedHref(state),
    empty: isEmpty(state),
  };
}

export function equalStatus(a: EditorStatus, b: EditorStatus): boolean {
  return comparable(a) === comparable(b);
}

function comparable(status: EditorStatus): string {
  return JSON.stringify({ ...status, marks: [...status.marks] });
}

function readKind(state: EditorState): Pick<EditorStatus, 'kind' | 'level'> {
  const kinds = selectedFlow(state.doc, state.selection).map(({ node }) => {
    if (node.type !== schema.nodes.block) return { kind: plainKind(node.type.name), level: undefined };
    const { kind, level } = blockFacts(node);
    return { kind, level: kind === 'heading' ? level : undefined };
  });
  const first = kinds[0] ?? { kind: 'paragraph' as const, level: undefined };
  const same = kinds.every(({ kind, level }) => kind === first.kind && level === first.level);
  return same ? first : { kind: 'mixed', level: undefined };
}

function plainKind(name: string): SelectedKind {
  return otherKinds.find((kind) => kind === name) ?? 'paragraph';
}
