import { createHmac } from 'node:crypto';

/** The secret that the servers of these tests share with whoever signs tokens. */
export const secret = 'what nobody guesses, thirty-two bytes long';

export interface TokenClaims {
  readonly user: string;
  readonly access: string;
  readonly documents?: string | readonly string[];
  readonly name?: string;
  /** Before 0 for one that has ended. */
  readonly seconds?: number;
}

/** A token as an operator's application would sign it: JWT with HS256 (RFC 7515, 7519), made without the server's own code. */
export function signToken({ user, access, documents = '*', name, seconds = 60 }: TokenClaims): string {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { sub: user, access, documents, name, exp },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = createHmac('sha256', secret).update(parts.join('.')).digest('base64url');
  return [...parts, signature].join('.');
}
