import { Plugin } from 'prosemirror-state';

/** What ProseMirror keeps free around the caret where nothing else is said, in pixels. */
const paddingDefaultPx = 5;

/**
 * Keeps the caret out of what the page draws over its edges, such as a toolbar that stays in sight: as far away as the
 * page's `scroll-padding` says, which browsers heed by themselves for arrow keys, but ProseMirror does not when it
 * scrolls to what was typed.
 */
export function scrollPadding(): Plugin {
  return new Plugin({ props: { scrollThreshold: sides(0), scrollMargin: sides(paddingDefaultPx) } });
}

/** In pixels. Upper and lower are read each time that the view scrolls, since a page's layout changes with its width. */
function sides(inlinePx: number): Record<'left' | 'right' | 'top' | 'bottom', number> {
  return {
    left: inlinePx,
    right: inlinePx,
    get top() {
      return lengthPx(getComputedStyle(document.documentElement).scrollPaddingTop);
    },
    get bottom() {
      return lengthPx(getComputedStyle(document.documentElement).scrollPaddingBottom);
    },
  };
}

/** @param length as it was computed: `64px`, a percentage of what nobody measures here, or `auto` */
function lengthPx(length: string): number {
  return length.endsWith('px') ? Number.parseFloat(length) : paddingDefaultPx;
}
