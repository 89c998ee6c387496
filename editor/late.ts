import { redrawHtml } from './convert/pastedHtml.ts';
import { createTableFeature } from './tables/feature.ts';

/**
 * What of an editor is loaded only when it is first needed, since most documents never do: tables, and what reads the HTML of other
 * programs. It is one file on the page, because the bundler would take apart what is loaded first for each file more.
 */
export const late = { createTableFeature, redrawHtml } as const;
