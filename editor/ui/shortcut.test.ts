import { expect, test } from 'vitest';
import { shortcutForAria, shortcutInWords } from './shortcut.ts';

test.each([
  { shortcut: 'Mod-b', words: 'Ctrl+B', signs: '⌘B', aria: 'Control+B' },
  { shortcut: 'Mod-Shift-7', words: 'Ctrl+Shift+7', signs: '⌘⇧7', aria: 'Control+Shift+7' },
  { shortcut: 'Alt-F10', words: 'Alt+F10', signs: '⌥F10', aria: 'Alt+F10' },
])('$shortcut is $words, on a Mac $signs', ({ shortcut, words, signs, aria }) => {
  expect(shortcutInWords(shortcut, false)).toBe(words);
  expect(shortcutInWords(shortcut, true)).toBe(signs);
  expect(shortcutForAria(shortcut, false)).toBe(aria);
});
