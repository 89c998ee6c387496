import type { Attrs, DOMOutputSpec, Node, NodeSpec } from 'prosemirror-model';
import { countAttribute, readCount, readText, readWord, wordAttribute } from './attribute.ts';
import { flowAttributesOf } from './blockParse.ts';
import { safeHref, safeWebAddress } from './link.ts';
import { alignments, drawPlaced, flowAttributes } from './place.ts';

/** How long an image that is stored in the document itself may be, in characters of its `data:` address. */
export const embeddedLengthMax = 400_000;
/** In CSS pixels; an image is never drawn wider than the column that it stands in. */
export const pictureWidthRange = { min: 16, max: 4000 } as const;
const textLengthMax = 2000;

const pictureAttributes = {
  src: wordAttribute,
  alt: wordAttribute,
  title: wordAttribute,
  width: countAttribute,
  /** Where a press on the image leads: an attribute, since marks of what isn't text don't reach others (E4). */
  href: wordAttribute,
} as const;

/** An image with a caption, which is its content and so is edited together like any text. */
export const figureSpec: NodeSpec = {
  group: 'flow cellflow',
  content: 'inline*',
  isolating: true,
  attrs: { ...pictureAttributes, align: wordAttribute, ...flowAttributes },
  parseDOM: [
    {
      tag: 'figure',
      contentElement: (element) => captionOf(element as HTMLElement),
      getAttrs: (element) => {
        const image = element.querySelector('img');
        const align = readWord(element.closest('[data-align]')?.getAttribute('data-align'), alignments);
        return image !== null && { ...pictureAttributesOf(image), align, ...flowAttributesOf(element) };
      },
    },
  ],
  toDOM: drawFigure,
};

/** A small image in a line of text. */
export const imageSpec: NodeSpec = {
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  attrs: pictureAttributes,
  leafText: (node) => pictureFacts(node).alt,
  parseDOM: [
    {
      tag: 'img[src]',
      getAttrs: (element) =>
        safePictureSource(element.getAttribute('src')) !== null && pictureAttributesOf(element),
    },
  ],
  toDOM: drawPicture,
};

/** A picture's attributes as they may be relied on, for a `figure` and an `image`. */
export interface PictureFacts {
  /** Null for what isn't safe to load. */
  readonly src: string | null;
  /** What is said to who can't see it; empty where nobody has written anything. */
  readonly alt: string;
  readonly title: string | null;
  /** In CSS pixels; null is the image's own. */
  readonly width: number | null;
  readonly href: string | null;
}

export function pictureFacts({ attrs }: Node): PictureFacts {
  return {
    src: safePictureSource(attrs.src),
    alt: readText(attrs.alt, textLengthMax) ?? '',
    title: readText(attrs.title, textLengthMax),
    width: readCount(attrs.width, pictureWidthRange),
    href: safeHref(attrs.href),
  };
}

/**
 * `src` if an image may be loaded from there, else null: http, https, an address on this server, or a bitmap in the document
 * itself. Never SVG in a `data:` address: opened by itself it would be a page with scripts.
 */
export function safePictureSource(src: unknown): string | null {
  if (typeof src !== 'string') return null;
  if (/^data:/i.test(src)) {
    const isBitmap = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z\d+/]+={0,2}$/i.test(src);
    return isBitmap && src.length <= embeddedLengthMax ? src : null;
  }
  return safeWebAddress(src);
}

function drawFigure(node: Node): DOMOutputSpec {
  return drawPlaced(node, { tag: 'figure' }, drawPicture(node), ['figcaption', { dir: 'auto' }, 0]);
}

/** The image itself, in a link if it has one. */
export function drawPicture(node: Node): DOMOutputSpec {
  const { src, alt, title, width, href } = pictureFacts(node);
  const size = width === null ? null : String(width);
  const image: DOMOutputSpec = ['img', { src, alt, title, width: size, loading: 'lazy', decoding: 'async' }];
  return href === null ? image : ['a', { href, rel: 'noopener noreferrer nofollow' }, image];
}

function pictureAttributesOf(image: Element): Attrs {
  return {
    src: safePictureSource(image.getAttribute('src')),
    alt: image.getAttribute('alt') || null,
    title: image.getAttribute('title') || null,
    width: readCount(Number(image.getAttribute('width') ?? ''), pictureWidthRange),
    href: safeHref(image.closest('a[href]')?.getAttribute('href')),
  };
}

/** What is read as a caption; an image without one has none to read. */
function captionOf(figure: HTMLElement): HTMLElement {
  return figure.querySelector('figcaption') ?? figure.ownerDocument.createElement('figcaption');
}
