/** What can be changed about the selected block beside its kind, for the menu of options in the toolbar. */
import type { EditorHandle } from '../editor.ts';
import { colorNames } from '../schema/palette.ts';
import type { EditorStatus } from '../status.ts';

export interface BlockOption {
  readonly id: string;
  readonly label: string;
  /** Present where it is a choice among several. */
  readonly checked?: boolean;
  readonly tone?: 'danger';
  /** Which colour it gives. */
  readonly swatch?: string;
  run(context: OptionContext): void;
}

/** What an option may need beside the commands. */
export interface OptionContext {
  readonly commands: EditorHandle['commands'];
  /** Asks how the selected image is described to who can't see it. */
  askDescription(): void;
  /** Asks in which language the selected code is written. */
  askLanguage(): void;
}

type Commands = EditorHandle['commands'];

/** The options for what is selected, and what that is in a word. */
export function blockOptions(status: EditorStatus): {
  readonly what: string;
  readonly options: readonly BlockOption[];
} {
  const { details, inTable, kind } = status;
  if (details.picture) return { what: 'image', options: [...pictureOptions(status), ...moving] };
  if (inTable) return { what: 'table', options: tableOptions };
  if (details.tone !== undefined) return { what: 'callout', options: [...toneOptions(status), ...moving] };
  if (kind === 'code_block') return { what: 'code', options: [languageOption(status), ...moving] };
  const align = details.align === undefined ? [] : alignOptions(status);
  return { what: 'block', options: [...align, ...moving] };
}

function option(id: string, label: string, run: (commands: Commands) => unknown): BlockOption {
  return { id, label, run: ({ commands }) => void run(commands) };
}

const moving: readonly BlockOption[] = [
  option('move-up', 'Move up', ({ moveUp }) => moveUp()),
  option('move-down', 'Move down', ({ moveDown }) => moveDown()),
];

const tableOptions: readonly BlockOption[] = [
  option('row-before', 'Row above', ({ addRowBefore }) => addRowBefore()),
  option('row-after', 'Row below', ({ addRowAfter }) => addRowAfter()),
  option('column-before', 'Column before', ({ addColumnBefore }) => addColumnBefore()),
  option('column-after', 'Column after', ({ addColumnAfter }) => addColumnAfter()),
  option('header-row', 'First row as head', ({ toggleHeaderRow }) => toggleHeaderRow()),
  option('header-column', 'First column as head', ({ toggleHeaderColumn }) => toggleHeaderColumn()),
  option('wider', 'Wider column', ({ widenColumn }) => widenColumn(40)),
  option('narrower', 'Narrower column', ({ widenColumn }) => widenColumn(-40)),
  option('merge', 'Merge cells', ({ mergeCells }) => mergeCells()),
  option('split', 'Split cell', ({ splitCell }) => splitCell()),
  option('no-background', 'No cell colour', ({ setCellBackground }) => setCellBackground(null)),
  ...colorNames.map((color) => ({
    ...option(`background-${color}`, `Cell colour ${color}`, ({ setCellBackground }) =>
      setCellBackground(color),
    ),
    swatch: color,
  })),
  { ...option('delete-row', 'Delete row', ({ deleteRow }) => deleteRow()), tone: 'danger' },
  { ...option('delete-column', 'Delete column', ({ deleteColumn }) => deleteColumn()), tone: 'danger' },
  { ...option('delete-table', 'Delete table', ({ deleteTable }) => deleteTable()), tone: 'danger' },
];

const alignments = [
  [null, 'Align as the language does'],
  ['center', 'Align to the middle'],
  ['right', 'Align to the right'],
  ['justify', 'Align to both sides'],
] as const;

function alignOptions({ details }: EditorStatus): readonly BlockOption[] {
  return alignments.map(([align, label]) => ({
    ...option(`align-${align ?? 'start'}`, label, ({ setAlign }) => setAlign(align)),
    checked: details.align === align,
  }));
}

const tones = [
  [null, 'Note'],
  ['tip', 'Tip'],
  ['important', 'Important'],
  ['warning', 'Warning'],
  ['caution', 'Caution'],
] as const;

function toneOptions({ details }: EditorStatus): readonly BlockOption[] {
  return tones.map(([tone, label]) => ({
    ...option(`tone-${tone ?? 'note'}`, label, ({ setTone }) => setTone(tone)),
    checked: details.tone === tone,
  }));
}

/** In CSS pixels; the column of text is 640 wide. */
const widths = [
  [160, 'Small'],
  [320, 'Medium'],
  [null, 'As wide as it is'],
] as const;

function pictureOptions(status: EditorStatus): readonly BlockOption[] {
  const { picture } = status.details;
  return [
    {
      id: 'describe',
      label: picture?.alt ? 'Change the description…' : 'Describe the image…',
      run: ({ askDescription }) => askDescription(),
    },
    ...widths.map(([width, label]) => ({
      ...option(`width-${width ?? 'own'}`, label, ({ setPicture }) => setPicture({ width })),
      checked: picture?.width === width,
    })),
    ...alignOptions(status).filter(({ id }) => id !== 'align-justify'),
  ];
}

function languageOption({ details }: EditorStatus): BlockOption {
  const label = details.language ? `Language: ${details.language}…` : 'Language…';
  return { id: 'language', label, run: ({ askLanguage }) => askLanguage() };
}
