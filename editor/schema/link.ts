import type { DOMOutputSpec, Mark, MarkSpec } from 'prosemirror-model';
import { readText, wordAttribute } from './attribute.ts';

const hrefLengthMax = 2048;
const titleLengthMax = 500;
const webSchemes = ['http', 'https'];
/** What leads to a person or a place, of those that the HTML standard lets other programs register for (its "safelisted schemes"). */
const schemes = [...webSchemes, ...'geo irc ircs mailto matrix news sip sms tel webcal xmpp'.split(' ')];

/**
 * `href` if it is safe to follow, else null. Browsers drop control characters and leading blanks when they read a URL,
 * so an address that holds any is refused rather than repaired; so is one with half of a character, which no file holds.
 */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string' || href === '' || href.length > hrefLengthMax) return null;
  if (/[\p{Cc}\p{Surrogate}\s\\]/u.test(href)) return null;
  const scheme = schemeOf(href);
  return scheme === undefined || schemes.includes(scheme) ? href : null;
}

/** As browsers read it, by RFC 3986: what has other signs before its colon is relative. */
function schemeOf(href: string): string | undefined {
  return /^([a-z][a-z\d+.-]*):/i.exec(href)?.[1]?.toLowerCase();
}

/** `href` if it is an address of the web or of this server, else null: what can be loaded, and not only followed. */
export function safeWebAddress(href: unknown): string | null {
  const safe = safeHref(href);
  const scheme = safe === null ? undefined : schemeOf(safe);
  return scheme === undefined || webSchemes.includes(scheme) ? safe : null;
}

/**
 * What a person typed into a link field, as an address: `example.org` gets https, `a@b.org` mailto.
 * Null for what can't be a safe link.
 */
export function parseHref(typed: string): string | null {
  const text = typed.trim();
  if (/^[^\s/@:]+@[^\s/@:]+\.[^\s/@:]+$/.test(text)) return safeHref(`mailto:${text}`);
  if (/^[^\s/:@]+\.[a-z]{2,}(?:[:/?#]|$)/i.test(text)) return safeHref(`https://${text}`);
  return safeHref(text);
}

/** A link is checked where it is made, where HTML is read, and again where it is drawn, since others' clients may not. */
export const linkSpec: MarkSpec = {
  inclusive: false,
  // Only the type: a link that failed here would take its text away from everybody, see attribute.ts.
  attrs: { href: { validate: 'string' }, title: wordAttribute },
  parseDOM: [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = safeHref(element.getAttribute('href'));
        return href !== null && { href, title: readText(element.getAttribute('title'), titleLengthMax) };
      },
    },
  ],
  toDOM: drawLink,
};

/** A link's attributes as they may be relied on; without an address it is no link. */
export interface LinkFacts {
  readonly href: string | null;
  readonly title: string | null;
}

/** Shape: a mark `link`. */
export function linkFacts({ attrs }: Mark): LinkFacts {
  return { href: safeHref(attrs.href), title: readText(attrs.title, titleLengthMax) };
}

function drawLink(mark: Mark): DOMOutputSpec {
  const { href, title } = linkFacts(mark);
  if (href === null) return ['span', 0];
  return ['a', { href, title, rel: 'noopener noreferrer nofollow' }, 0];
}
