import { domHtml } from './convert/domHtml.ts';
import { readHtml } from './convert/htmlReader.ts';
import { writeHtml } from './convert/htmlWriter.ts';
import { looksLikeMarkdown } from './convert/markdownSigns.ts';
import { writeMarkdown } from './convert/markdownWriter.ts';
import { redrawHtml } from './convert/pastedHtml.ts';
import { readText, writeText } from './convert/text.ts';
import { embedPicture } from './plugins/embeddedPicture.ts';
import { pasteInPlace } from './plugins/pastedPlace.ts';
import { createTableFeature } from './tables/feature.ts';

/**
 * What of an editor is loaded only when it is first needed, since most documents never do: tables, what makes the most
 * of what is pasted, pictures among it, and what reads and writes documents of other programs. It is one file on the page, because
 * the bundler would take apart what is loaded first for each file more (`test/bundle.slow.test.ts`).
 */
export const late = {
  createTableFeature,
  redrawHtml,
  looksLikeMarkdown,
  loadMarkdown,
  pasteInPlace,
  embedPicture,
  domHtml,
  readHtml,
  readText,
  writeHtml,
  writeMarkdown,
  writeText,
} as const;

/** The parser is as large as all of this. */
async function loadMarkdown(): Promise<(markdown: string) => string> {
  return (await import('./convert/markdownHtml.ts')).markdownHtml;
}
