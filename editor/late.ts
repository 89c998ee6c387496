import { writeHtml } from './convert/htmlWriter.ts';
import { writeMarkdown } from './convert/markdownWriter.ts';
import { redrawHtml } from './convert/pastedHtml.ts';
import { writeText } from './convert/text.ts';
import { createTableFeature } from './tables/feature.ts';

/**
 * What of an editor is loaded only when it is first needed, since most documents never do: tables, what reads the HTML of other
 * programs, and what writes documents for them. It is one file on the page, because the bundler would take apart what is loaded
 * first for each file more (`test/bundle.slow.test.ts`).
 */
export const late = { createTableFeature, redrawHtml, writeHtml, writeMarkdown, writeText } as const;
