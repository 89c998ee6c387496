/** What the toolbar offers, in its order. The keys are those that the editor's keymap understands. */
import type { TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import { type ColorName, colorNames } from '../schema/palette.ts';
import type { EditorStatus } from '../status.ts';
import type { Shortcut } from './shortcut.ts';
import { toolIcons } from './toolIcons.ts';

export interface ToolbarItem {
  readonly id: string;
  readonly label: string;
  readonly icon: TemplateResult;
  readonly shortcut: Shortcut;
  /** Absent for what is done once instead of switched on and off. */
  pressed?(status: EditorStatus): boolean;
  enabled?(status: EditorStatus): boolean;
  run(commands: EditorHandle['commands']): void;
}

type MarkName = Parameters<EditorHandle['commands']['toggleMark']>[0];
type Kind = Parameters<EditorHandle['commands']['setKind']>[0]['kind'];

export const markItems: readonly ToolbarItem[] = [
  markItem('strong', { label: 'Bold', icon: toolIcons.bold, shortcut: 'Mod-b' }),
  markItem('em', { label: 'Italic', icon: toolIcons.italic, shortcut: 'Mod-i' }),
  markItem('underline', { label: 'Underline', icon: toolIcons.underline, shortcut: 'Mod-u' }),
  markItem('strikethrough', { label: 'Strikethrough', icon: toolIcons.strike, shortcut: 'Mod-Shift-x' }),
  markItem('code', { label: 'Code', icon: toolIcons.code, shortcut: 'Mod-e' }),
];

export const listItems: readonly ToolbarItem[] = [
  kindItem('bullet', { label: 'Bulleted list', icon: toolIcons.bullets, shortcut: 'Mod-Shift-8' }),
  kindItem('numbered', { label: 'Numbered list', icon: toolIcons.numbers, shortcut: 'Mod-Shift-7' }),
  kindItem('task', { label: 'Task list', icon: toolIcons.tasks, shortcut: 'Mod-Shift-9' }),
];

export const historyItems: readonly ToolbarItem[] = [
  {
    id: 'undo',
    label: 'Undo',
    icon: toolIcons.undo,
    shortcut: 'Mod-z',
    enabled: ({ canUndo }) => canUndo,
    run: ({ undo }) => void undo(),
  },
  {
    id: 'redo',
    label: 'Redo',
    icon: toolIcons.redo,
    shortcut: 'Mod-Shift-z',
    enabled: ({ canRedo }) => canRedo,
    run: ({ redo }) => void redo(),
  },
];

/** A colour of text or of what is behind it; null takes it away. */
export interface ColorChoice {
  readonly id: string;
  readonly label: string;
  readonly mark: 'highlight' | 'text_color';
  readonly color: ColorName | null;
}

export const colorChoices: readonly ColorChoice[] = [
  { id: 'highlight-none', label: 'No highlight', mark: 'highlight', color: null },
  ...colorNames.map((color) => ({
    id: `highlight-${color}`,
    label: `Highlight ${color}`,
    mark: 'highlight' as const,
    color,
  })),
  { id: 'text-none', label: 'Text in its own colour', mark: 'text_color', color: null },
  ...colorNames.map((color) => ({
    id: `text-${color}`,
    label: `Text ${color}`,
    mark: 'text_color' as const,
    color,
  })),
];

/** One thing that a block can be. */
export interface KindChoice {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: Shortcut;
  readonly choice: { readonly kind: Kind; readonly level?: number } | 'code_block';
}

export const kindChoices: readonly KindChoice[] = [
  { id: 'paragraph', label: 'Text', shortcut: 'Mod-Alt-0', choice: { kind: 'paragraph' } },
  { id: 'heading1', label: 'Heading 1', shortcut: 'Mod-Alt-1', choice: { kind: 'heading', level: 1 } },
  { id: 'heading2', label: 'Heading 2', shortcut: 'Mod-Alt-2', choice: { kind: 'heading', level: 2 } },
  { id: 'heading3', label: 'Heading 3', shortcut: 'Mod-Alt-3', choice: { kind: 'heading', level: 3 } },
  { id: 'bullet', label: 'Bulleted list', shortcut: 'Mod-Shift-8', choice: { kind: 'bullet' } },
  { id: 'numbered', label: 'Numbered list', shortcut: 'Mod-Shift-7', choice: { kind: 'numbered' } },
  { id: 'task', label: 'Task list', shortcut: 'Mod-Shift-9', choice: { kind: 'task' } },
  { id: 'quote', label: 'Quote', choice: { kind: 'quote' } },
  { id: 'callout', label: 'Callout', choice: { kind: 'callout' } },
  { id: 'toggle', label: 'Toggle', choice: { kind: 'toggle' } },
  { id: 'code_block', label: 'Code block', shortcut: 'Mod-Alt-c', choice: 'code_block' },
];

/** The choice that the status is, by id; none of them where several kinds are selected. */
export function kindOf({ kind, level }: EditorStatus): string {
  return kind === 'heading' ? `heading${level}` : kind;
}

/** What the selection is, in words. */
export function kindInWords(status: EditorStatus): string {
  if (status.kind === 'heading') return `Heading ${status.level}`;
  return kindChoices.find(({ id }) => id === status.kind)?.label ?? otherKinds[status.kind] ?? 'Text';
}

const otherKinds: Readonly<Record<string, string>> = {
  mixed: 'Several',
  divider: 'Divider',
  math_block: 'Formula',
  figure: 'Image',
  embed: 'Embed',
  file: 'File',
  table: 'Table',
};

type Face = Pick<ToolbarItem, 'label' | 'icon' | 'shortcut'>;

function markItem(name: MarkName, face: Face): ToolbarItem {
  return {
    ...face,
    id: name,
    pressed: ({ marks }) => marks.has(name),
    run: ({ toggleMark }) => void toggleMark(name),
  };
}

function kindItem(kind: Kind, face: Face): ToolbarItem {
  return {
    ...face,
    id: kind,
    pressed: (status) => status.kind === kind,
    run: ({ setKind }) => void setKind({ kind }),
  };
}
