import { mintToken } from '../auth/mint.ts';
import { type AccessLevel, accessLevels } from '../protocol/index.ts';

export interface TokenOptions {
  readonly secret: string;
  readonly user: string;
  /** Empty for none. */
  readonly name: string;
  readonly documents: readonly string[];
  readonly access: string;
  readonly expiresSeconds: number;
  /** Empty for none. */
  readonly authIssuer: string;
  readonly authAudience: string;
}

/** A token that can't be made of what was said. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** Prints a token, and nothing else. @throws {TokenRefusedError} */
export async function printToken(options: TokenOptions, print: (line: string) => void): Promise<void> {
  const { secret, user, name, documents, expiresSeconds, authIssuer, authAudience } = options;
  const claims = {
    user,
    displayName: name === '' ? undefined : name,
    documents,
    level: levelOf(options.access),
    untilMs: Date.now() + expiresSeconds * 1000,
  };
  const expectations = {
    ...(authIssuer !== '' && { issuer: authIssuer }),
    ...(authAudience !== '' && { audience: authAudience }),
  };
  print(await mintToken({ secret, claims, ...expectations }));
}

function levelOf(text: string): AccessLevel {
  const level = accessLevels.find((each) => each === text);
  if (level === undefined)
    throw new TokenRefusedError(`--access must be one of ${accessLevels.join(', ')}, not "${text}".`);
  return level;
}
