import { AuthorityError, type AuthorityOptions, secretKey } from './auth/authority.ts';
import { cookieNameUsual } from './http/requestToken.ts';
import { readSecret } from './secretFile.ts';
import { flag, list, path, type Setting, SettingsError, text, wholeNumber } from './setting.ts';

const authSecret = text({
  flag: 'auth-secret',
  variable: 'AUTH_SECRET',
  fallback: '',
  help: 'secret of at least 32 bytes that signs tokens (JWT, HS256); better in a file',
});
const authSecretFile = text({
  flag: 'auth-secret-file',
  variable: 'AUTH_SECRET_FILE',
  fallback: '',
  help: 'file that holds it',
});
const authIssuer = text({
  flag: 'auth-issuer',
  variable: 'AUTH_ISSUER',
  fallback: '',
  help: 'who must have issued a token (its claim "iss")',
});
const authAudience = text({
  flag: 'auth-audience',
  variable: 'AUTH_AUDIENCE',
  fallback: '',
  help: 'for whom a token must be (its claim "aud")',
});

/** The settings of who may do what. */
export const accessSettings = {
  allowAnyone: flag({
    flag: 'allow-anyone',
    variable: 'ALLOW_ANYONE',
    help: 'serve whoever reaches the address, although nobody signs in',
  }),
  authSecret,
  authSecretFile,
  authJwks: text({
    flag: 'auth-jwks',
    variable: 'AUTH_JWKS',
    fallback: '',
    help: 'address or file of the public keys for tokens (JWKS; RS256, ES256, EdDSA)',
  }),
  authUrl: text({
    flag: 'auth-url',
    variable: 'AUTH_URL',
    fallback: '',
    help: 'address of an application that is asked who may do what',
  }),
  authIssuer,
  authAudience,
  authCookie: text({
    flag: 'auth-cookie',
    variable: 'AUTH_COOKIE',
    fallback: cookieNameUsual,
    help: 'cookie in which a token may come',
  }),
  adminToken: text({
    flag: 'admin-token',
    variable: 'ADMIN_TOKEN',
    fallback: '',
    help: "what the operator's own programs show: they may do all; better in a file",
  }),
  adminTokenFile: text({
    flag: 'admin-token-file',
    variable: 'ADMIN_TOKEN_FILE',
    fallback: '',
    help: 'file that holds it',
  }),
  stampNames: flag({
    flag: 'stamp-names',
    variable: 'STAMP_NAMES',
    help: 'show people under the name in their token, whatever their client says',
  }),
  trustProxy: list({
    flag: 'trust-proxy',
    variable: 'TRUST_PROXY',
    help: 'addresses and ranges of proxies whose X-Forwarded-* count, with commas between',
  }),
  basePath: path({
    flag: 'base-path',
    variable: 'BASE_PATH',
    help: 'what addresses begin with where a proxy serves this below a path, such as /docs',
  }),
  tlsCert: text({
    flag: 'tls-cert',
    variable: 'TLS_CERT',
    fallback: '',
    help: 'file of the certificate for https and wss; read again when it changes',
  }),
  tlsKey: text({
    flag: 'tls-key',
    variable: 'TLS_KEY',
    fallback: '',
    help: 'file of its private key',
  }),
} as const satisfies Record<string, Setting<unknown>>;

/** The settings of making a token by hand. */
export const tokenSettings = {
  authSecret,
  authSecretFile,
  user: text({ flag: 'user', fallback: '', isRequired: true, help: 'whom the log names as the author' }),
  name: text({ flag: 'name', fallback: '', help: 'what people call the user' }),
  documents: list({
    flag: 'documents',
    isRequired: true,
    help: 'names of documents, with commas between; team/* is all that begin with team/, * all',
  }),
  access: text({ flag: 'access', fallback: 'write', help: 'read, comment, suggest or write' }),
  expiresSeconds: wholeNumber({
    flag: 'expires-seconds',
    fallback: 8 * 3600,
    max: 10 * 366 * 24 * 3600,
    help: 'how long it is good',
  }),
  authIssuer,
  authAudience,
} as const satisfies Record<string, Setting<unknown>>;

type ValueOf<S> = S extends Setting<infer T> ? T : never;

type AccessValues = { readonly [Key in keyof typeof accessSettings]: ValueOf<(typeof accessSettings)[Key]> };

/** As far as it matters who can reach the server, and what they can do there. */
export type ProtectionSettings = AccessValues & { readonly host: string };

/**
 * Without sign-in, whoever reaches the port reads and writes everything; so that is taken only from this machine, or when it is meant.
 * @throws {SettingsError} for what contradicts itself, too
 */
export function requireProtection(settings: ProtectionSettings): void {
  const { host, allowAnyone, trustProxy, authIssuer, authAudience } = settings;
  const ways = waysIn(settings);
  if (ways.length > 1) throw contradiction(ways, 'there can be but one way to sign in');
  if (allowAnyone && ways.length > 0)
    throw contradiction(['--allow-anyone', ...ways], 'either people sign in or not');
  if ((authIssuer || authAudience) && (ways.length === 0 || ways.includes('--auth-url')))
    throw new SettingsError(
      '--auth-issuer and --auth-audience are about tokens: they need --auth-secret-file or --auth-jwks.',
    );
  requirePairs(settings);
  if (ways.length > 0 || allowAnyone || (isLoopback(host) && trustProxy.length === 0)) return;
  const where = isLoopback(host) ? 'the proxy' : host;
  throw new SettingsError(
    `Anyone who reaches ${where} could read and write every document: let people sign in with "--auth-secret-file", "--auth-jwks" or "--auth-url", listen on this machine only with "--host 127.0.0.1" and no "--trust-proxy", or start with "--allow-anyone".`,
  );
}

function waysIn({ authSecret, authSecretFile, authJwks, authUrl }: AccessValues): readonly string[] {
  return [
    ...(authSecret ? ['--auth-secret'] : []),
    ...(authSecretFile ? ['--auth-secret-file'] : []),
    ...(authJwks ? ['--auth-jwks'] : []),
    ...(authUrl ? ['--auth-url'] : []),
  ];
}

function requirePairs({ tlsCert, tlsKey, adminToken, adminTokenFile }: AccessValues): void {
  if (Boolean(tlsCert) !== Boolean(tlsKey))
    throw new SettingsError(
      '--tls-cert and --tls-key belong together: a certificate is of no use without its key.',
    );
  if (adminToken && adminTokenFile)
    throw contradiction(['--admin-token', '--admin-token-file'], "there is but one token of the operator's");
}

function contradiction(flags: readonly string[], why: string): SettingsError {
  return new SettingsError(`${flags.join(' and ')} contradict each other: ${why}. Leave one out.`);
}

/** Who signs people in, as the settings say; undefined where nobody has to. @throws {SettingsError} */
export function authorityOptions(settings: AccessValues): AuthorityOptions | undefined {
  const { authJwks, authUrl } = settings;
  if (authUrl) return { url: authUrl };
  if (authJwks) return { jwks: authJwks, ...expectations(settings) };
  const secret = signingSecret(settings);
  return secret === undefined ? undefined : { secret, ...expectations(settings) };
}

/** @throws {SettingsError} */
export function adminTokenOf({ adminToken, adminTokenFile }: AccessValues): string | undefined {
  const token = adminTokenFile ? readSecret(adminTokenFile, '--admin-token-file') : adminToken;
  if (token === '') return undefined;
  if (adminTokenPattern.test(token)) return token;
  throw new SettingsError(
    'The operator\'s token must have at least 16 characters of ASCII and no blank, such as "openssl rand -hex 32" prints.',
  );
}

/** Nobody should guess it, and it goes into a header. */
const adminTokenPattern = /^[\x21-\x7e]{16,}$/;

/** @returns undefined where there is none. @throws {SettingsError} when it is too short to be one */
export function signingSecret({
  authSecret,
  authSecretFile,
}: Pick<AccessValues, 'authSecret' | 'authSecretFile'>): string | undefined {
  const secret = authSecretFile ? readSecret(authSecretFile, '--auth-secret-file') : authSecret;
  if (secret === '') return undefined;
  try {
    secretKey(secret);
    return secret;
  } catch (error) {
    throw error instanceof AuthorityError ? new SettingsError(error.message) : error;
  }
}

function expectations({ authIssuer, authAudience }: Pick<AccessValues, 'authIssuer' | 'authAudience'>): {
  readonly issuer?: string;
  readonly audience?: string;
} {
  return {
    ...(authIssuer !== '' && { issuer: authIssuer }),
    ...(authAudience !== '' && { audience: authAudience }),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
