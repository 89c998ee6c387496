import type { Authority } from './access.ts';
import { ApplicationAuthority } from './applicationAuthority.ts';
import { KeySet } from './keySet.ts';
import { isKeyFile, keySourceAt } from './keySource.ts';
import { TokenAuthority } from './tokenAuthority.ts';

/** Who signs tokens, or decides about them; just one of these. */
export type AuthorityOptions =
  /** JWT with HS256; the secret is shared with whoever signs them, at least 32 bytes of UTF-8. */
  | ({ readonly secret: string } & TokenExpectations)
  /** JWT with RS256, ES256 or EdDSA: where the public keys are (RFC 7517), an address of the web or a file. */
  | ({ readonly jwks: string } & TokenExpectations)
  /** The address of an application that is asked about each visit; see `ApplicationAuthority`. */
  | { readonly url: string };

export interface TokenExpectations {
  /** The claim `iss` that a token must have. */
  readonly issuer?: string;
  /** The claim `aud` that a token must have. */
  readonly audience?: string;
}

/** RFC 7518, 3.2: a key of the same size as the hash, or larger. */
export const secretBytesMin = 32;

/** What an authority can't be made of. */
export class AuthorityError extends Error {
  override readonly name = 'AuthorityError';
}

/** @throws {AuthorityError} */
export function createAuthority(options: AuthorityOptions, nowMs: () => number = Date.now): Authority {
  if ('url' in options)
    return new ApplicationAuthority({ url: parseUrl(options.url, 'The application'), nowMs });
  const { issuer, audience } = options;
  const expectations = {
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  if ('secret' in options)
    return new TokenAuthority({ key: secretKey(options.secret), nowMs, ...expectations });
  const { jwks } = options;
  const place = isKeyFile(jwks) ? jwks : parseUrl(jwks, 'The public keys').href;
  const keys = new KeySet({ load: keySourceAt(place), nowMs });
  const prepare = () => keys.prepare().catch((error: unknown) => explainKeys(error, place));
  return new TokenAuthority({ key: keys.find, prepare, nowMs, ...expectations });
}

/** @throws {AuthorityError} in one line */
function explainKeys(error: unknown, place: string): never {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new AuthorityError(`The public keys at ${place} can not be used: ${why.replace(/\.$/, '')}.`, {
    cause,
  });
}

/** @throws {AuthorityError} when it is too short to be one */
export function secretKey(secret: string): Uint8Array {
  const key = new TextEncoder().encode(secret);
  if (key.length >= secretBytesMin) return key;
  throw new AuthorityError(
    `The secret for tokens must have at least ${secretBytesMin} bytes, such as "openssl rand -hex 32" prints.`,
  );
}

/** Credentials in an address would stand in the errors that it takes part in. */
function parseUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new AuthorityError(
      `${what} must have an address that begins with http:// or https://, without a user.`,
    );
  return url;
}
