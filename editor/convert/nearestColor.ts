import type { ColorName } from '../schema/palette.ts';

/** Where on the colour wheel a name of the palette ends, in degrees. */
const hues: readonly (readonly [number, ColorName])[] = [
  [15, 'red'],
  [43, 'orange'],
  [70, 'yellow'],
  [160, 'green'],
  [195, 'teal'],
  [255, 'blue'],
  [290, 'purple'],
  [340, 'pink'],
  [360, 'red'],
];

/** The sixteen names of HTML 4 that are colours; other programs write these and numbers. */
const named: Readonly<Record<string, ColorName>> = {
  red: 'red',
  maroon: 'red',
  orange: 'orange',
  yellow: 'yellow',
  olive: 'yellow',
  lime: 'green',
  green: 'green',
  aqua: 'teal',
  cyan: 'teal',
  teal: 'teal',
  blue: 'blue',
  navy: 'blue',
  purple: 'purple',
  fuchsia: 'pink',
  magenta: 'pink',
};

/**
 * The colour of the palette that is nearest to a CSS colour: its hue. Null for black, white and grey, which is how text and paper
 * are anyway, and for what isn't understood.
 */
export function nearestColor(value: string): ColorName | null {
  const text = value.trim().toLowerCase();
  if (Object.hasOwn(named, text)) return named[text] ?? null;
  const channels = channelsOf(text);
  return channels === null ? null : colorOf(channels);
}

type Channels = readonly [red: number, green: number, blue: number];

function channelsOf(text: string): Channels | null {
  const long =
    /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/.exec(text) ?? /^#([\da-f])([\da-f])([\da-f])$/.exec(text);
  if (long) return channels(long.slice(1).map((digits) => Number.parseInt(digits.padEnd(2, digits), 16)));
  const decimal = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+)\s*)?\)$/.exec(text);
  return decimal && decimal[4] !== '0' ? channels(decimal.slice(1, 4).map(Number)) : null;
}

function channels([red = 0, green = 0, blue = 0]: readonly number[]): Channels {
  return [red, green, blue];
}

function colorOf([red, green, blue]: Channels): ColorName | null {
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const spread = most - least;
  if (spread < 40) return null;
  const sixth =
    most === red
      ? (green - blue) / spread
      : most === green
        ? 2 + (blue - red) / spread
        : 4 + (red - green) / spread;
  const hue = (sixth * 60 + 360) % 360;
  return hues.find(([end]) => hue <= end)?.[1] ?? null;
}
