/** A key combination in ProseMirror's notation (`Mod-Shift-7`, where Mod is Command on a Mac and Control elsewhere). */
export type Shortcut = string;

export const onMac = /Mac|iPhone|iPad/u.test(globalThis.navigator?.platform ?? '');

const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Ctrl: '⌃' };
const wordsElsewhere: Readonly<Record<string, string>> = { Mod: 'Ctrl' };

/** For people: `⌘⇧7` or `Ctrl+Shift+7`. */
export function shortcutInWords(shortcut: Shortcut, mac = onMac): string {
  const names = mac ? macSigns : wordsElsewhere;
  const keys = shortcut.split('-').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return keys.join(mac ? '' : '+');
}

/** For the attribute `aria-keyshortcuts`: `Meta+Shift+7` or `Control+Shift+7`. */
export function shortcutForAria(shortcut: Shortcut, mac = onMac): string {
  const names: Readonly<Record<string, string>> = { Mod: mac ? 'Meta' : 'Control', Ctrl: 'Control' };
  const keys = shortcut.split('-').map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return keys.join('+');
}

/** Whether the key event is Mod and this letter, without Shift or Alt. */
export function isModKey(event: KeyboardEvent, letter: string): boolean {
  const mod = onMac ? event.metaKey : event.ctrlKey;
  return mod && !event.shiftKey && !event.altKey && event.key.toLowerCase() === letter;
}
