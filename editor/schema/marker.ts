/** What stands before a numbered item: numbers, letters and Roman numerals by turns, the deeper the list. */
export function markerOf(number: number, depth: number): string {
  const styles = [String, letters, roman] as const;
  const style = styles[depth % styles.length] ?? String;
  return `${style(number)}.`;
}

/** a to z, aa to zz, …, as HTML counts with letters; there is no letter for 0. */
function letters(number: number): string {
  if (number < 1) return String(number);
  let rest = number;
  let text = '';
  while (rest > 0) {
    rest -= 1;
    text = String.fromCharCode(97 + (rest % 26)) + text;
    rest = Math.floor(rest / 26);
  }
  return text;
}

const romanDigits = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const;

/** Up to 3999, as HTML counts with Roman numerals. */
function roman(number: number): string {
  if (number < 1 || number > 3999) return String(number);
  let rest = number;
  let text = '';
  for (const [value, digit] of romanDigits) {
    text += digit.repeat(Math.floor(rest / value));
    rest %= value;
  }
  return text;
}
