import { readWord } from './attribute.ts';

/**
 * The colours of text, highlights and cells. Names are stored, never values: each is drawn so that it can be read in light and in
 * dark, and nothing that others store gets into a style.
 */
export const colorNames = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'purple',
  'pink',
] as const;

export type ColorName = (typeof colorNames)[number];

/** `value` if it is a colour of the palette, else null. */
export function readColor(value: unknown): ColorName | null {
  return readWord(value, colorNames);
}
