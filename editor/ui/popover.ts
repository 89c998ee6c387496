/**
 * Where popovers go. They are native (`popover` attribute): the browser closes them on Escape and on a press
 * outside, and gives the focus back. Positions are set through the CSSOM, which a strict CSP allows.
 */
export interface Anchor {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PlaceOptions {
  readonly popover: HTMLElement;
  /** In CSS pixels of the viewport, as from `getBoundingClientRect`. */
  readonly anchor: Anchor;
  /** Which edges of anchor and popover meet. */
  readonly align: 'start' | 'end' | 'center';
}

const gapPx = 6;
const marginPx = 8;

/** Puts a shown popover under its anchor, or above it where there is more room, and wholly into the viewport. */
export function placePopover({ popover, anchor, align }: PlaceOptions): void {
  const { offsetWidth: width, offsetHeight: height } = popover;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = {
    start: anchor.left,
    end: anchor.right - width,
    center: (anchor.left + anchor.right - width) / 2,
  };
  const below = anchor.bottom + gapPx;
  const above = anchor.top - gapPx - height;
  const fits = below + height + marginPx <= clientHeight || above < marginPx;
  popover.style.left = `${clamp(left[align], marginPx, clientWidth - width - marginPx)}px`;
  popover.style.top = `${fits ? below : above}px`;
}

/** Shows an `auto` popover at its place; does nothing when it is already shown. */
export function showPopover(options: PlaceOptions): void {
  if (options.popover.matches(':popover-open')) return;
  options.popover.showPopover();
  placePopover(options);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
