import { backspace } from '../commands/backspace.ts';
import { enter } from '../commands/enter.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { moveDown } from '../commands/move.ts';
import { type Deed, press, pressBefore } from './deed.fixture.ts';

/** What is done to a block with the words `beta gamma delta` that has one before it and one after it, while others write in it. */
export const changes = {
  'splits it': press('ta', enter),
  'makes it a heading': press('ta', setKind({ kind: 'heading', level: 2 })),
  'makes it an item': press('ta', setKind({ kind: 'bullet' })),
  'makes it code': press('ta', toggleCodeBlock),
  'moves it': press('ta', moveDown),
  'joins it to the one before': pressBefore('gam', backspace),
} as const satisfies Readonly<Record<string, Deed>>;

export type Change = keyof typeof changes;

/** A test's row: somebody does it, and this comes of it. */
export type Row = readonly [change: Change, after: string];
