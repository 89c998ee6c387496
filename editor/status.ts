import type { EditorState } from 'prosemirror-state';
import { selectedColor } from './commands/color.ts';
import type { Alignment } from './commands/facts.ts';
import { selectedHref } from './commands/link.ts';
import { activeMarks } from './commands/mark.ts';
import { selectedFlow } from './commands/selected.ts';
import { isEmpty } from './plugins/emptyDocument.ts';
import { readTypedSign, type TypedSign } from './plugins/typedSign.ts';
import { readWord } from './schema/attribute.ts';
import { type BlockKind, blockFacts, type CalloutTone } from './schema/block.ts';
import { codeLanguage } from './schema/codeBlock.ts';
import type { ColorName } from './schema/palette.ts';
import { type PictureFacts, pictureFacts } from './schema/picture.ts';
import { alignments } from './schema/place.ts';
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
  /** The colours at the caret or at the start of the selection. */
  readonly highlight: ColorName | undefined;
  readonly textColor: ColorName | undefined;
  /** Whether the caret is in a cell or cells are selected. */
  readonly inTable: boolean;
  /** What of the selected block can be changed beside its kind. */
  readonly details: BlockDetails;
  /** What is being typed that asks for something to be inserted. */
  readonly typed: TypedSign | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether there is nothing to read. */
  readonly empty: boolean;
  readonly editable: boolean;
  /** Whether the document holds what this version doesn't know: then it is shown as it was, and can't be edited. */
  readonly outdated: boolean;
}

/** Facts of the first selected block; null is the default of each, undefined that it has no such fact. */
export interface BlockDetails {
  readonly align?: Alignment;
  readonly tone?: CalloutTone | null;
  readonly language?: string | null;
  readonly picture?: Pick<PictureFacts, 'alt' | 'width'>;
}

/** The part of the status that isn't in ProseMirror's state. */
export type StatusContext = Pick<EditorStatus, 'canUndo' | 'canRedo' | 'editable' | 'outdated'>;

export function readStatus(state: EditorState, context: StatusContext): EditorStatus {
  return {
    ...context,
    ...readKind(state),
    marks: activeMarks(state),
    linkHref: selectedHref(state),
    highlight: selectedColor(state, 'highlight'),
    textColor: selectedColor(state, 'text_color'),
    inTable: isInTable(state),
    details: readDetails(state),
    typed: readTypedSign(state),
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
  const kinds = selectedFlow(state.selection).map(({ node }) => {
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

function readDetails(state: EditorState): BlockDetails {
  const node = selectedFlow(state.selection)[0]?.node;
  const align = readWord(node?.attrs.align, alignments);
  switch (node?.type) {
    case schema.nodes.block:
      return { align, ...(blockFacts(node).kind === 'callout' ? { tone: blockFacts(node).tone } : {}) };
    case schema.nodes.code_block:
      return { language: codeLanguage(node.attrs.language) };
    case schema.nodes.figure: {
      const { alt, width } = pictureFacts(node);
      return { align, picture: { alt, width } };
    }
    default:
      return {};
  }
}

function isInTable({ selection: { $head } }: EditorState): boolean {
  return $head.depth > 0 && $head.node(1).type === schema.nodes.table;
}
