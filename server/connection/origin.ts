/** Which web pages may connect: those of this server, and those of the listed origins; `*` lists all. */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed origins as browsers send them, such as `https://example.org` */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  /**
   * @param origin the header `Origin`; programs that are no browsers send none, and could send any
   * @param host the header `Host`
   */
  admits(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || this.#allowed.has('*') || this.#allowed.has(origin)) return true;
    return host !== undefined && hostOf(origin) === host;
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
