import { errors, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Access, Authority, Denied, Visit } from './access.ts';
import { accessTo, type Claims, ClaimsError, parseClaims } from './claims.ts';
import { KeySetError } from './keySet.ts';
import { Memory } from './memory.ts';
import { fingerprint } from './secret.ts';

export interface TokenAuthorityOptions {
  /** A shared secret, or where public keys are found. */
  readonly key: Uint8Array | JWTVerifyGetKey;
  /** Who must have issued a token, and for whom, where that is to be checked. */
  readonly issuer?: string;
  readonly audience?: string;
  /** Where keys have to be fetched. */
  readonly prepare?: () => Promise<void>;
  readonly nowMs: () => number;
}

type Reading = { readonly kind: 'read'; readonly claims: Claims } | Denied;

/** How long a signature that was verified is not verified again, and how many are remembered. */
const keepMs = 60_000;
const readingsMax = 10_000;

/** What a secret verifies, and what a public key does: a public key must never be taken for a secret (RFC 8725, 2.1). */
const algorithms = { secret: ['HS256'], publicKey: ['RS256', 'ES256', 'EdDSA', 'Ed25519'] } as const;

/** Reads tokens that somebody whom the operator trusts has signed: JWT (RFC 7519), with the claims of `parseClaims`. */
export class TokenAuthority implements Authority {
  readonly prepare: () => Promise<void>;
  readonly #key: JWTVerifyGetKey;
  readonly #verification: JWTVerifyOptions;
  readonly #nowMs: () => number;
  readonly #readings: Memory<Reading>;

  constructor({ key, issuer, audience, prepare = async () => {}, nowMs }: TokenAuthorityOptions) {
    this.prepare = prepare;
    this.#key = typeof key === 'function' ? key : () => key;
    this.#nowMs = nowMs;
    this.#verification = {
      algorithms: [...(typeof key === 'function' ? algorithms.publicKey : algorithms.secret)],
      requiredClaims: ['sub', 'exp'],
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
    };
    this.#readings = new Memory({ nowMs, keepMs, answersMax: readingsMax, endOf });
  }

  readonly authorize = async ({ name, token }: Visit): Promise<Access> => {
    if (token === undefined) return unfit('Sign-in is needed here.');
    const reading = await this.#readings.recall(fingerprint(token), () => this.#read(token));
    return reading.kind === 'read' ? accessTo(name, reading.claims) : reading;
  };

  forget(): void {
    this.#readings.forget();
  }

  async #read(token: string): Promise<Reading> {
    try {
      const currentDate = new Date(this.#nowMs());
      const { payload } = await jwtVerify(token, this.#key, { ...this.#verification, currentDate });
      return { kind: 'read', claims: parseClaims(payload) };
    } catch (error) {
      if (error instanceof KeySetError) throw error;
      return unfit(reasonOf(error));
    }
  }
}

function endOf(reading: Reading): number | undefined {
  return reading.kind === 'read' ? reading.claims.untilMs : undefined;
}

/** What a client may know: nothing that helps to make up a better token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'This token has ended; sign in again.';
  if (error instanceof ClaimsError) return `This token lacks something: ${error.message}`;
  return 'This token is not valid here.';
}

function unfit(reason: string): Denied {
  return { kind: 'denied', reason, needsSignIn: true };
}
