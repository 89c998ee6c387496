/** What a document is as a file: its name, its type, its text. */
import type { Node } from 'prosemirror-model';
import type { late } from '../late.ts';

export type ExportFormat = 'markdown' | 'html' | 'text';

export interface ExportedFile {
  readonly name: string;
  /** As in a Content-Type. */
  readonly type: string;
  readonly text: string;
}

export interface ExportOptions {
  readonly doc: Node;
  /** As people see it; empty where there is none. */
  readonly title: string;
  readonly writers: Pick<typeof late, 'writeHtml' | 'writeMarkdown' | 'writeText'>;
}

export function exportFile(format: ExportFormat, { doc, title, writers }: ExportOptions): ExportedFile {
  const name = fileName(title);
  switch (format) {
    case 'markdown':
      return { name: `${name}.md`, type: 'text/markdown; charset=utf-8', text: writers.writeMarkdown(doc) };
    case 'html':
      return {
        name: `${name}.html`,
        type: 'text/html; charset=utf-8',
        text: page(title, writers.writeHtml(doc)),
      };
    case 'text':
      return { name: `${name}.txt`, type: 'text/plain; charset=utf-8', text: writers.writeText(doc) };
  }
}

/** Without what file systems refuse; short enough for all of them in UTF-8. */
function fileName(title: string): string {
  const allowed = title.replace(/[\\/:*?"<>|]|\p{Cc}|\p{Surrogate}/gu, ' ').replace(/\s+/g, ' ');
  return (
    [...allowed]
      .slice(0, 60)
      .join('')
      .replace(/^[. ]+|[. ]+$/g, '') || 'Untitled'
  );
}

function page(title: string, body: string): string {
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${escaped || 'Untitled'}</title>\n<body>\n${body}\n</body>\n`;
}
