import { SignJWT } from 'jose';
import { secretKey, type TokenExpectations } from './authority.ts';
import { type Claims, parseClaims } from './claims.ts';

export interface Mint extends TokenExpectations {
  readonly secret: string;
  readonly claims: Claims;
}

/**
 * Makes a token that a server with the same secret takes.
 * @throws {ClaimsError} when the claims are none that it would take. @throws {AuthorityError}
 */
export async function mintToken({ secret, claims, issuer, audience }: Mint): Promise<string> {
  const { user, displayName, documents, level, untilMs } = claims;
  const payload = {
    sub: user,
    documents: [...documents],
    access: level,
    exp: Math.floor(untilMs / 1000),
    ...(displayName !== undefined && { name: displayName }),
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
  };
  parseClaims(payload);
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .sign(secretKey(secret));
}
