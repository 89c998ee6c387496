/** The library that draws formulas, and its styles: loaded when the first formula is seen, since it is as large as all the rest. */
import 'katex/dist/katex.min.css';
import katex from 'katex';

/** How much a formula may enlarge itself by macros and sizes, so that nobody can hang the page or cover it. */
const bounds = { maxExpand: 200, maxSize: 20 } as const;

/**
 * Draws LaTeX into `element`, also as MathML for screen readers.
 * @throws Error with a sentence about what can't be understood
 */
export function drawFormula(element: HTMLElement, source: string, display: boolean): void {
  katex.render(source, element, {
    ...bounds,
    displayMode: display,
    throwOnError: true,
    strict: 'ignore',
    trust: false,
  });
}
