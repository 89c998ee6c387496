/**
 * One stop of the Tab key for a row or column of controls; the arrow keys move inside it (the roving tabindex of
 * the ARIA authoring practices for toolbars, menus and radio groups).
 */
export interface RovingOptions {
  /** What holds the controls. */
  readonly container: HTMLElement;
  /** Which elements in it are the controls, in their order in the page. */
  readonly selector: string;
  readonly axis: 'horizontal' | 'vertical' | 'both';
}

const stepOfKey: Readonly<Record<string, { readonly axis: string; readonly step: number }>> = {
  ArrowLeft: { axis: 'horizontal', step: -1 },
  ArrowRight: { axis: 'horizontal', step: 1 },
  ArrowUp: { axis: 'vertical', step: -1 },
  ArrowDown: { axis: 'vertical', step: 1 },
};

export class RovingFocus {
  readonly #options: RovingOptions;

  constructor(options: RovingOptions) {
    this.#options = options;
    options.container.addEventListener('keydown', (event) => this.#onKey(event));
    options.container.addEventListener('focusin', (event) => this.#onFocus(event));
    this.refresh();
  }

  /** Call after the controls have changed: exactly one of them can be reached with Tab. */
  refresh(): void {
    const controls = this.#controls();
    const current = controls.find((control) => control.tabIndex === 0);
    this.#setCurrent(current ?? controls[0]);
  }

  focusFirst(): void {
    this.#controls()[0]?.focus();
  }

  /** Focuses the control that Tab would reach. */
  focus(): void {
    this.#controls()
      .find((control) => control.tabIndex === 0)
      ?.focus();
  }

  #controls(): readonly HTMLElement[] {
    return [...this.#options.container.querySelectorAll<HTMLElement>(this.#options.selector)];
  }

  #setCurrent(current: HTMLElement | undefined): void {
    for (const control of this.#controls()) control.tabIndex = control === current ? 0 : -1;
  }

  #onFocus({ target }: FocusEvent): void {
    const control = this.#controls().find((candidate) => candidate === target);
    if (control !== undefined) this.#setCurrent(control);
  }

  #onKey(event: KeyboardEvent): void {
    const controls = this.#controls();
    const at = controls.findIndex((control) => control.matches(':focus'));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = this.#target(event.key, at, controls.length);
    if (next === undefined) return;
    event.preventDefault();
    controls[next]?.focus();
  }

  #target(key: string, at: number, count: number): number | undefined {
    if (key === 'Home') return 0;
    if (key === 'End') return count - 1;
    const move = stepOfKey[key];
    if (move === undefined) return undefined;
    const { axis } = this.#options;
    return axis === 'both' || axis === move.axis ? (at + move.step + count) % count : undefined;
  }
}
