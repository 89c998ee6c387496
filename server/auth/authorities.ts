import type { DocumentName } from '@scriptorium/persistence';
import type { Access, Authority, Granted, Visit } from './access.ts';
import type { Secret } from './secret.ts';
import type { Revocation, SweetTokens } from './sweetToken.ts';

export interface AuthoritiesOptions {
  /** What the operator's own programs show; undefined for none. */
  readonly adminToken: Secret | undefined;
  readonly sweetTokens: SweetTokens;
  /** Whom the operator named to decide; undefined where nobody signs in. */
  readonly authority: Authority | undefined;
}

const everything: Granted = { kind: 'granted', user: '', level: 'write' };

/** All who may vouch for a token, in this order: the operator, this server for a token of y-sweet's, whoever was named to decide. */
export class Authorities {
  readonly #options: AuthoritiesOptions;

  constructor(options: AuthoritiesOptions) {
    this.#options = options;
  }

  /** Whether anybody has to sign in. */
  get isSignInNeeded(): boolean {
    return this.#options.authority !== undefined;
  }

  /** Whether the operator has an own token, so that somebody can be one. */
  get hasAdmin(): boolean {
    return this.#options.adminToken !== undefined;
  }

  /** Whether this is the operator, who may do all, and speak for others. */
  isAdmin(token: string | undefined): boolean {
    return token !== undefined && this.#options.adminToken?.equals(token) === true;
  }

  /** Whether a y-sweet client can be let in with this token, as far as that can be said at once. */
  mayBeGood(token: string, name: DocumentName): boolean {
    return this.isSignInNeeded || this.#options.sweetTokens.read(token, name) !== undefined;
  }

  readonly authorize = async (visit: Visit): Promise<Access> => {
    const { sweetTokens, authority } = this.#options;
    const { name, token } = visit;
    if (this.isAdmin(token)) return everything;
    const bySweetToken = token === undefined ? undefined : sweetTokens.accessBy(token, name);
    if (bySweetToken !== undefined) return bySweetToken;
    // Whoever decides and says nothing has let nobody in.
    return authority === undefined ? everything : await authority.authorize(visit);
  };

  /** Nothing that was decided counts any longer: it is asked anew. */
  revoke(revocation: Revocation): void {
    this.#options.sweetTokens.revoke(revocation);
    this.#options.authority?.forget();
  }
}
