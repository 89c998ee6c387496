/** What a file is as a document: its title and its content, or a sentence about why it can't be one. */
import type { Node } from 'prosemirror-model';
import type { late } from '../late.ts';

/** With the pictures that are in it. */
export const fileBytesMax = 16 * 1024 * 1024;
/** In UTF-16 units, without the pictures: several novels, and some seconds of reading. */
export const textLengthMax = 3_000_000;
const titleLengthMax = 300;

export interface ImportedDocument {
  readonly title: string;
  readonly doc: Node;
}

/** Why a file didn't become a document; the message is a sentence for people. Trying again with the same file doesn't help. */
export class ImportError extends Error {
  readonly code: 'unknownFormat' | 'tooLarge' | 'unreadable' | 'empty';

  constructor(code: ImportError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportError';
    this.code = code;
  }
}

export interface Readers {
  readonly late: Pick<typeof late, 'domHtml' | 'loadMarkdown' | 'readHtml' | 'readText'>;
  /** The page's own, which runs and loads nothing. */
  readonly Parser: typeof DOMParser;
}

/** @throws {ImportError} for what is no document. */
export async function readImportedFile(file: File, readers: Readers): Promise<ImportedDocument> {
  const { name } = file;
  const format = formatOf(name);
  if (!format) throw new ImportError('unknownFormat', `“${name}” is not a Markdown, HTML or text file.`);
  if (file.size > fileBytesMax)
    throw new ImportError('tooLarge', `“${name}” is larger than ${fileBytesMax / 1024 / 1024} MiB.`);
  const text = decode(new Uint8Array(await bytesOf(file)), name);
  if (text.replace(/data:image\/[^\s"')]+/g, '').length > textLengthMax)
    throw new ImportError('tooLarge', `The text of “${name}” is too long for one document: divide it first.`);
  const { title, doc } = await read(text, { format, readers });
  if (doc.childCount === 0)
    throw new ImportError('empty', `There is nothing in “${name}” that could be read.`);
  return { title: (title || withoutExtension(name)).slice(0, titleLengthMax), doc };
}

type Format = 'markdown' | 'html' | 'text';

function formatOf(name: string): Format | undefined {
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  switch (extension) {
    case 'md':
    case 'markdown':
      return 'markdown';
    case 'html':
    case 'htm':
      return 'html';
    case 'txt':
      return 'text';
    default:
      return undefined;
  }
}

function bytesOf(file: File): Promise<ArrayBuffer> {
  return file.arrayBuffer().catch((cause: unknown) => {
    throw new ImportError('unreadable', `“${file.name}” could not be read.`, { cause });
  });
}

/** UTF-8, or what a byte order mark says. @throws {ImportError} for anything else, rather than showing signs nobody wrote. */
function decode(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new ImportError('unreadable', `“${name}” is not text in UTF-8. Save it as that, then try again.`);
}

async function read(
  text: string,
  { format, readers: { late, Parser } }: { readonly format: Format; readonly readers: Readers },
): Promise<ImportedDocument> {
  const parse = late.domHtml(Parser);
  switch (format) {
    case 'markdown':
      return { title: '', doc: late.readHtml((await late.loadMarkdown())(text), parse) };
    case 'html':
      return { title: titleIn(text, Parser), doc: late.readHtml(text, parse) };
    case 'text':
      return { title: '', doc: late.readText(text) };
  }
}

function titleIn(html: string, Parser: typeof DOMParser): string {
  const title = new Parser().parseFromString(html, 'text/html').title.trim();
  // What a document without a title is called in a file.
  return title === 'Untitled' ? '' : title;
}

function withoutExtension(name: string): string {
  return name.replace(/\.\w+$/, '').trim();
}
