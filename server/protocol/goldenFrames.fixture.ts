import { readFileSync } from 'node:fs';

/** One frame of a row of the README's table; a row may have several, parted by semicolons as its label is. */
export interface GoldenFrame {
  readonly label: string;
  readonly bytes: Uint8Array;
}

const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
const hocuspocusPrefix = 'Hocuspocus: ';

/** The README's golden frames, of Hocuspocus or of the other protocols, with the labels as they stand there. */
export function goldenFrames(family: 'plain' | 'hocuspocus'): readonly GoldenFrame[] {
  return goldenRows()
    .filter(([label]) => label.startsWith(hocuspocusPrefix) === (family === 'hocuspocus'))
    .flatMap(([label, cell]) => framesOf(label.replace(hocuspocusPrefix, ''), cell));
}

/** The cells of the README's rows for the types of `scriptorium.v1`, which are from 64 to 67. */
export function scriptoriumRows(): readonly (readonly string[])[] {
  return readme
    .split('\n')
    .filter((line) => /^\| 6[4-7] /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

function goldenRows(): readonly (readonly [string, string])[] {
  const rows = readme
    .slice(readme.indexOf('## Golden frames'))
    .matchAll(/^\| (.+?) +\| (`[0-9a-f].*?) +\|$/gm);
  return [...rows].map(([, label = '', cell = '']) => [label, cell] as const);
}

function framesOf(label: string, cell: string): readonly GoldenFrame[] {
  const codes = [...cell.matchAll(/`([0-9a-f ]+)`/g)].map(([, hex = '']) => hex);
  return codes.map((hex, index) => ({
    label: codes.length === 1 ? label : `${label} (${index + 1})`,
    bytes: Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
  }));
}
