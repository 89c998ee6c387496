import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DocumentName } from '@scriptorium/persistence';
import type { Access } from './access.ts';

export type SweetAuthorization = 'full' | 'read-only';

/** What a y-sweet client's token says; the token itself is opaque to clients. */
export interface SweetGrant {
  readonly name: DocumentName;
  readonly user: string;
  readonly authorization: SweetAuthorization;
  /** When it ends, in milliseconds since 1970. */
  readonly untilMs: number;
}

/** Whose tokens; what is left out stands for all. */
export interface Revocation {
  readonly user?: string | undefined;
  readonly document?: string | undefined;
}

const keyBytes = 32;
/** Tells it from other tokens, also when it is good no longer. */
const prefix = 'sweet_';
/** Beyond this, all tokens are revoked instead of these: their clients fetch others. */
const revocationsMax = 10_000;

/**
 * Makes and reads the tokens that y-sweet's SDK hands to its clients: a JSON of the grant and an HMAC-SHA-256 over it, both
 * base64url, behind a word that tells it from other tokens. The key is made anew with each start, which its clients answer by fetching another token.
 */
export class SweetTokens {
  readonly #nowMs: () => number;
  #key = randomBytes(keyBytes);
  /** Counts what is issued and revoked, so that which came first is known within a millisecond, too. */
  #count = 0;
  readonly #revoked = new Map<string, { readonly revocation: Revocation; readonly at: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  issue(grant: SweetGrant): string {
    this.#count += 1;
    const payload = Buffer.from(JSON.stringify({ ...grant, number: this.#count })).toString('base64url');
    return `${prefix}${payload}.${this.#sign(payload).toString('base64url')}`;
  }

  /** @returns undefined for a token that is not ours, has ended, was revoked, or is for another document. */
  read(token: string, name: DocumentName): SweetGrant | undefined {
    if (!token.startsWith(prefix)) return undefined;
    const [payload = '', signature = ''] = token.slice(prefix.length).split('.', 2);
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { number, ...grant } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SweetGrant & {
      readonly number: number;
    };
    const isGood = grant.name === name && grant.untilMs > this.#nowMs() && !this.#isRevoked(grant, number);
    return isGood ? grant : undefined;
  }

  /** What the token allows; undefined for what is none of y-sweet's. One that is good no longer denies, whoever else is asked. */
  accessBy(token: string, name: DocumentName): Access | undefined {
    if (!token.startsWith(prefix)) return undefined;
    const grant = this.read(token, name);
    if (grant === undefined) return { kind: 'denied', reason: 'This token has ended.', needsSignIn: true };
    const { user, authorization, untilMs } = grant;
    return { kind: 'granted', user, level: authorization === 'full' ? 'write' : 'read', untilMs };
  }

  /** What was issued so far for these is good no longer: whoever handed it out is asked again. */
  revoke(revocation: Revocation): void {
    const isForAll = revocation.user === undefined && revocation.document === undefined;
    if (isForAll || this.#revoked.size >= revocationsMax) {
      this.#key = randomBytes(keyBytes);
      this.#revoked.clear();
      return;
    }
    this.#count += 1;
    this.#revoked.set(JSON.stringify([revocation.user, revocation.document]), {
      revocation,
      at: this.#count,
    });
  }

  #isRevoked({ user, name }: SweetGrant, number: number): boolean {
    const concerned = [{ user }, { document: name }, { user, document: name }] satisfies Revocation[];
    return concerned.some((revocation: Revocation) => {
      const key = JSON.stringify([revocation.user, revocation.document]);
      return (this.#revoked.get(key)?.at ?? 0) > number;
    });
  }

  #sign(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(payload).digest();
  }
}
