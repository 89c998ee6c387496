/**
 * The names of controls that show only an icon, for who points at them or reaches them with the keyboard. One
 * element serves all controls with `data-tooltip`. Screen readers have the control's own label and do not need it.
 */
import type { Clock } from '../collab/clock.ts';
import { placePopover } from './popover.ts';

const pointingMs = 450;

/** Starts tooltips for the whole page. */
export function startTooltips(clock: Clock): void {
  const tooltip = document.createElement('div');
  tooltip.className = 'tooltip';
  tooltip.popover = 'manual';
  tooltip.ariaHidden = 'true';
  document.body.append(tooltip);
  let cancel = () => {};
  const hide = () => {
    cancel();
    if (tooltip.matches(':popover-open')) tooltip.hidePopover();
  };
  const showAfter = (delayMs: number, target: HTMLElement) => {
    hide();
    cancel = clock.after(delayMs, () => show(tooltip, target));
  };
  document.addEventListener('pointerover', (event) => {
    const target = controlOf(event);
    if (target && event.pointerType === 'mouse') showAfter(pointingMs, target);
    else hide();
  });
  document.addEventListener('focusin', (event) => {
    const target = controlOf(event);
    if (target?.matches(':focus-visible')) showAfter(0, target);
  });
  for (const type of ['focusout', 'pointerdown', 'keydown', 'scroll'])
    document.addEventListener(type, hide, { capture: true, passive: true });
}

function controlOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;
}

function show(tooltip: HTMLElement, target: HTMLElement): void {
  if (!target.isConnected) return;
  tooltip.textContent = target.dataset.tooltip ?? '';
  tooltip.showPopover();
  placePopover({ popover: tooltip, anchor: target.getBoundingClientRect(), align: 'center' });
}
