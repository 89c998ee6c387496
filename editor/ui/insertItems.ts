/** What can be inserted, for the menu behind `/` and the one in the toolbar, in their order. */
import type { TemplateResult } from 'lit-html';
import type { EditorHandle } from '../editor.ts';
import type { Shortcut } from './shortcut.ts';
import { toolIcons } from './toolIcons.ts';

export interface InsertItem {
  readonly id: string;
  readonly label: string;
  /** Other words by which people look for it. */
  readonly words: string;
  readonly icon: TemplateResult;
  /** What is typed at the start of a line to get the same. */
  readonly typed?: string;
  readonly shortcut?: Shortcut;
  run(tools: InsertTools): void;
}

/** What inserting may need beside the commands. */
export interface InsertTools {
  readonly commands: EditorHandle['commands'];
  /** Asks for a file, then puts it into the text. */
  chooseFile(accept: string): void;
  /** Asks for an address, then shows what is there. */
  askEmbed(): void;
}

type Kind = Parameters<EditorHandle['commands']['setKind']>[0];

export const insertItems: readonly InsertItem[] = [
  kindItem(
    { kind: 'paragraph' },
    { id: 'paragraph', label: 'Text', words: 'paragraph plain', icon: toolIcons.text },
  ),
  ...([1, 2, 3] as const).map((level) =>
    kindItem(
      { kind: 'heading', level },
      {
        id: `heading${level}`,
        label: `Heading ${level}`,
        words: `title section h${level}`,
        icon: toolIcons.heading,
        typed: '#'.repeat(level),
      },
    ),
  ),
  kindItem(
    { kind: 'bullet' },
    { id: 'bullet', label: 'Bulleted list', words: 'unordered points', icon: toolIcons.bullets, typed: '-' },
  ),
  kindItem(
    { kind: 'numbered' },
    { id: 'numbered', label: 'Numbered list', words: 'ordered', icon: toolIcons.numbers, typed: '1.' },
  ),
  kindItem(
    { kind: 'task' },
    { id: 'task', label: 'Task list', words: 'todo checkbox', icon: toolIcons.tasks, typed: '[]' },
  ),
  kindItem(
    { kind: 'toggle' },
    { id: 'toggle', label: 'Toggle', words: 'fold details collapse', icon: toolIcons.toggle },
  ),
  kindItem(
    { kind: 'quote' },
    { id: 'quote', label: 'Quote', words: 'citation blockquote', icon: toolIcons.quote, typed: '>' },
  ),
  kindItem(
    { kind: 'callout' },
    { id: 'callout', label: 'Callout', words: 'note tip warning box', icon: toolIcons.callout },
  ),
  {
    id: 'code_block',
    label: 'Code block',
    words: 'source program',
    icon: toolIcons.code,
    typed: '```',
    run: ({ commands }) => void commands.toggleCodeBlock(),
  },
  {
    id: 'table',
    label: 'Table',
    words: 'grid rows columns',
    icon: toolIcons.table,
    run: ({ commands }) => void commands.insertTable({ rows: 3, columns: 3 }),
  },
  {
    id: 'image',
    label: 'Image',
    words: 'picture photo figure',
    icon: toolIcons.image,
    run: ({ chooseFile }) => chooseFile('image/png,image/jpeg,image/gif,image/webp,image/avif'),
  },
  {
    id: 'math_block',
    label: 'Formula',
    words: 'math latex equation',
    icon: toolIcons.math,
    typed: '$$',
    run: ({ commands }) => void commands.insertMathBlock(),
  },
  {
    id: 'math_inline',
    label: 'Formula in the line',
    words: 'math latex inline equation',
    icon: toolIcons.math,
    shortcut: 'Mod-Alt-m',
    run: ({ commands }) => void commands.insertMathInline(),
  },
  {
    id: 'embed',
    label: 'Film or sound',
    words: 'embed video youtube vimeo spotify codepen loom',
    icon: toolIcons.film,
    run: ({ askEmbed }) => askEmbed(),
  },
  {
    id: 'divider',
    label: 'Divider',
    words: 'line rule separator hr',
    icon: toolIcons.divider,
    typed: '---',
    run: ({ commands }) => void commands.insertDivider(),
  },
];

/** The items that `query` may mean, those first whose name begins so. */
export function findInsertItems(query: string): readonly InsertItem[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return insertItems;
  const rank = ({ label, words }: InsertItem): number => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    return `${name} ${words}`.split(/\s/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return insertItems.filter((item) => rank(item) < 2).sort((a, b) => rank(a) - rank(b));
}

function kindItem(choice: Kind, face: Omit<InsertItem, 'run'>): InsertItem {
  return {
    ...face,
    run: ({ commands }) => void commands.setKind(choice),
  };
}
