import { safeWebAddress } from './link.ts';

/** What can be shown in a frame, from the address that people share. Frames are asked for with `https` and from these hosts only. */
export interface Embeddable {
  /** The site's name, for people. */
  readonly provider: string;
  /** What the frame loads. */
  readonly frameSource: string;
  /** Width by height. */
  readonly aspect: number;
}

interface Provider {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Path and query of what people share, in which the first group that took part is what is to be shown. */
  readonly shared: RegExp;
  readonly frame: (what: string) => string;
  readonly aspect: number;
}

const film = 16 / 9;

const providers: readonly Provider[] = [
  {
    name: 'YouTube',
    hosts: ['youtube.com', 'm.youtube.com', 'youtube-nocookie.com'],
    shared: /^\/(?:watch\?(?:.*&)?v=|shorts\/|live\/|embed\/)([\w-]{6,20})(?![\w-])/,
    frame: (what) => `https://www.youtube-nocookie.com/embed/${what}`,
    aspect: film,
  },
  {
    name: 'YouTube',
    hosts: ['youtu.be'],
    shared: /^\/([\w-]{6,20})(?![\w-])/,
    frame: (what) => `https://www.youtube-nocookie.com/embed/${what}`,
    aspect: film,
  },
  {
    name: 'Vimeo',
    hosts: ['vimeo.com', 'player.vimeo.com'],
    shared: /^\/(?:video\/)?(\d{5,15})(?!\d)/,
    frame: (what) => `https://player.vimeo.com/video/${what}`,
    aspect: film,
  },
  {
    name: 'Spotify',
    hosts: ['open.spotify.com'],
    shared: /^\/(?:embed\/)?((?:track|album|playlist|episode|show)\/[A-Za-z\d]{10,40})(?![A-Za-z\d])/,
    frame: (what) => `https://open.spotify.com/embed/${what}`,
    aspect: 2,
  },
  {
    name: 'CodePen',
    hosts: ['codepen.io'],
    shared: /^\/([\w-]{1,60}\/(?:pen|embed)\/[A-Za-z]{3,20})(?![A-Za-z])/,
    frame: (what) => `https://codepen.io/${what.replace('/pen/', '/embed/')}`,
    aspect: 3 / 2,
  },
  {
    name: 'Loom',
    hosts: ['loom.com'],
    shared: /^\/(?:share|embed)\/([a-f\d]{32})(?![a-f\d])/,
    frame: (what) => `https://www.loom.com/embed/${what}`,
    aspect: film,
  },
];

/** The origins that frames load from, for a content security policy. */
export const frameOrigins: readonly string[] = [
  ...new Set(providers.map(({ frame }) => new URL(frame('x')).origin)),
];

/** How `src` is shown in a frame; null for what isn't one of the sites that may be. */
export function embeddable(src: unknown): Embeddable | null {
  const address = safeWebAddress(src);
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, hostname, pathname, search } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  const host = hostname.replace(/^www\./, '');
  for (const { name, hosts, shared, frame, aspect } of providers) {
    const what = hosts.includes(host) ? shared.exec(pathname + search)?.[1] : undefined;
    if (what !== undefined) return { provider: name, frameSource: frame(what), aspect };
  }
  return null;
}
