/** What a request says of where it comes from, and what it asks for. */
export interface Approach {
  /** The header `Origin`; programs that are no browsers send none, and could send any. */
  readonly origin: string | undefined;
  /** The host that it asks for, with its port. */
  readonly host: string | undefined;
  /** Whether it comes encrypted, as far as this is known here. */
  readonly isSecure: boolean;
}

/** Which web pages may connect: those of this server, and those of the listed origins; `*` lists all. */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed origins as browsers send them, such as `https://example.org` */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  admits({ origin, host, isSecure }: Approach): boolean {
    if (origin === undefined || this.#allowed.has('*') || this.#allowed.has(origin)) return true;
    if (host === undefined || !URL.canParse(origin)) return false;
    const { protocol, host: own } = new URL(origin);
    // Behind a proxy that is not trusted it is not known that the way is encrypted; but where it is, a page that was not may be anybody's.
    return own === withoutPort(host, protocol) && (!isSecure || protocol === 'https:');
  }
}

/** Browsers leave out the port that goes without saying; some proxies name it. */
function withoutPort(host: string, protocol: string): string {
  const url = `${protocol}//${host}`;
  return URL.canParse(url) ? new URL(url).host : host;
}
