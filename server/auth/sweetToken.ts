import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DocumentName } from '@scriptorium/persistence';

export type SweetAuthorization = 'full' | 'read-only';

/** What a y-sweet client's token says; the token itself is opaque to clients. */
export interface SweetGrant {
  readonly name: DocumentName;
  readonly user: string;
  readonly authorization: SweetAuthorization;
  /** When it ends, in milliseconds since 1970. */
  readonly untilMs: number;
}

const keyBytes = 32;

/**
 * Makes and reads the tokens that y-sweet's SDK hands to its clients: a JSON of the grant and an HMAC-SHA-256 over it, both
 * base64url. The key is made anew with each start, which its clients answer by fetching another token.
 */
export class SweetTokens {
  readonly #key = randomBytes(keyBytes);
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  issue(grant: SweetGrant): string {
    const payload = Buffer.from(JSON.stringify(grant)).toString('base64url');
    return `${payload}.${this.#sign(payload).toString('base64url')}`;
  }

  /** @returns undefined for a token that is not ours, has ended, or is for another document. */
  read(token: string, name: DocumentName): SweetGrant | undefined {
    const [payload = '', signature = ''] = token.split('.', 2);
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const grant = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SweetGrant;
    return grant.name === name && grant.untilMs > this.#nowMs() ? grant : undefined;
  }

  #sign(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(payload).digest();
  }
}
