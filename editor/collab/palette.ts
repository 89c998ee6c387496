/**
 * The colours that people can have. Each has a contrast of at least 4.8 with white text on it (WCAG asks for
 * 4.5) and of at least 3.5 with the dark theme's paper, so that one value serves labels and cursors everywhere.
 */
export const palette = [
  { name: 'Vermilion', hex: '#c3473f' },
  { name: 'Russet', hex: '#aa5c2b' },
  { name: 'Ochre', hex: '#916a18' },
  { name: 'Olive', hex: '#6e761d' },
  { name: 'Sap green', hex: '#397f3e' },
  { name: 'Verdigris', hex: '#167f64' },
  { name: 'Teal', hex: '#127c86' },
  { name: 'Azurite', hex: '#0877ae' },
  { name: 'Lapis', hex: '#446ccf' },
  { name: 'Violet', hex: '#7e5dc7' },
  { name: 'Orchil', hex: '#ab4aa5' },
  { name: 'Madder', hex: '#c33f69' },
] as const;

export type Colour = (typeof palette)[number]['hex'];

/** A palette colour for any whole number, always the same one for the same number. */
export function colourFor(number: number): Colour {
  return palette[Math.abs(number) % palette.length]?.hex ?? palette[0].hex;
}

/** What arrives from elsewhere, as a palette colour, or undefined when it is none. */
export function parseColour(value: unknown): Colour | undefined {
  return palette.find((entry) => entry.hex === value)?.hex;
}
