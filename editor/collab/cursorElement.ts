import type { DecorationAttrs } from 'prosemirror-view';
import type { Person } from './person.ts';

/**
 * Somebody's caret, to be put between two characters: it takes no room, isn't read aloud, and its label fades
 * (`editor.css`). A name is only ever text, and a colour one of the palette (S22).
 */
export function drawCaret(person: Person): HTMLElement {
  const caret = document.createElement('span');
  caret.className = 'scriptorium-caret';
  caret.setAttribute('aria-hidden', 'true');
  caret.style.setProperty('--scriptorium-person', person.color);
  const label = document.createElement('span');
  label.className = 'scriptorium-caret-label';
  label.textContent = person.name;
  // The word joiner keeps a line from breaking at the caret.
  caret.append('\u2060', label);
  return caret;
}

/** How text that somebody has selected is drawn. */
export function selectionAttributes(person: Person): DecorationAttrs {
  return { class: 'scriptorium-selection', style: `--scriptorium-person: ${person.color}` };
}
