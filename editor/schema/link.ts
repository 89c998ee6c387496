import type { Mark, MarkSpec } from 'prosemirror-model';

const hrefLengthMax = 2048;
const schemes = ['http', 'https', 'mailto', 'tel'];

/**
 * `href` if it is safe to follow, else null. Browsers drop control characters and leading blanks when they read a URL,
 * so an address that holds any is refused rather than repaired.
 */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string' || href === '' || href.length > hrefLengthMax) return null;
  if (/[\p{Cc}\s\\]/u.test(href)) return null;
  const scheme = /^([^/?#:]*):/.exec(href)?.[1];
  return scheme === undefined || schemes.includes(scheme.toLowerCase()) ? href : null;
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

/** The name of the mark and its one attribute are y-prosemirror's formatting attribute in Yjs. */
export const linkSpec: MarkSpec = {
  inclusive: false,
  attrs: {
    href: {
      validate(value: unknown) {
        if (safeHref(value) === null) throw new RangeError('Not a safe link');
      },
    },
  },
  parseDOM: [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = safeHref(element.getAttribute('href'));
        return href !== null && { href };
      },
    },
  ],
  toDOM: drawLink,
};

/** A stored link that isn't safe is drawn as text: other clients' checks can't be relied on. */
function drawLink(mark: Mark): ['a' | 'span', Record<string, string>, 0] {
  const href = safeHref(mark.attrs.href);
  return href === null ? ['span', {}, 0] : ['a', { href, rel: 'noopener noreferrer nofollow' }, 0];
}
