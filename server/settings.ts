import { parseArgs } from 'node:util';

/** A mistake of whoever starts the program; `message` is one line that says what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

interface Setting<T> {
  readonly flag: string;
  readonly variable: string;
  readonly value: string | undefined;
  readonly fallback: T;
  readonly help: string;
  parse(text: string, source: string): T;
}

/** The one table of settings: flags, environment variables and `--help` follow from it. */
const settings = {
  host: text({
    flag: 'host',
    variable: 'HOST',
    fallback: '127.0.0.1',
    help: 'address to listen on',
  }),
  port: wholeNumber({
    flag: 'port',
    variable: 'PORT',
    fallback: 1234,
    max: 65_535,
    help: 'port to listen on; 0 takes a free one',
  }),
  data: text({
    flag: 'data',
    variable: 'DATA_DIR',
    fallback: './data',
    help: 'directory that holds the documents; made when missing',
  }),
  allowOrigin: list({
    flag: 'allow-origin',
    variable: 'ALLOW_ORIGIN',
    help: 'origins of other web pages that may connect, with commas between; * for all',
  }),
  allowAnyone: flag({
    flag: 'allow-anyone',
    variable: 'ALLOW_ANYONE',
    help: 'serve whoever reaches the address, although nobody signs in',
  }),
  idleSeconds: wholeNumber({
    flag: 'idle-seconds',
    variable: 'IDLE_SECONDS',
    fallback: 30,
    max: 86_400,
    help: 'how long a document that nobody has open stays in memory',
  }),
  stopSeconds: wholeNumber({
    flag: 'stop-seconds',
    variable: 'STOP_SECONDS',
    fallback: 10,
    max: 3600,
    help: 'how long stopping may take before what is not saved is given up',
  }),
} as const satisfies Record<string, Setting<unknown>>;

export type Settings = { readonly [Name in keyof typeof settings]: (typeof settings)[Name]['fallback'] };

export type Command =
  | { readonly kind: 'serve'; readonly settings: Settings }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

/**
 * Reads flags, and where one is missing the environment.
 * @throws {SettingsError}
 */
export function parseCommand(args: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Command {
  const flags = parseFlags(args);
  if (flags.help === true) return { kind: 'help' };
  if (flags.version === true) return { kind: 'version' };
  const parsed = Object.entries(settings).map(([name, setting]) => [
    name,
    read(setting, { flags, environment }),
  ]);
  const result = Object.fromEntries(parsed) as Settings;
  requireProtection(result);
  return { kind: 'serve', settings: result };
}

export function helpText(): string {
  const rows = Object.values<Setting<unknown>>(settings).map((setting) => {
    const usage = setting.value === undefined ? `--${setting.flag}` : `--${setting.flag} ${setting.value}`;
    const fallback = setting.fallback ? String(setting.fallback) : '';
    return `  ${usage.padEnd(26)}${setting.help}${fallback && ` (${fallback})`}; ${setting.variable}`;
  });
  return [
    'Usage: scriptorium [flags]',
    '',
    'Serves documents that people write together. Each flag can be set by the environment variable behind it.',
    '',
    ...rows,
    `  ${'--help'.padEnd(26)}this text`,
    `  ${'--version'.padEnd(26)}the version`,
  ].join('\n');
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function parseFlags(args: readonly string[]): Flags {
  const own = Object.values(settings).map(
    (setting) => [setting.flag, { type: setting.value === undefined ? 'boolean' : 'string' }] as const,
  );
  const options = Object.fromEntries([
    ...own,
    ['help', { type: 'boolean', short: 'h' }] as const,
    ['version', { type: 'boolean' }] as const,
  ]);
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values as Flags;
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.?\n|\. /);
    throw new SettingsError(`${sentence}. "--help" lists what there is.`);
  }
}

function read(
  setting: Setting<unknown>,
  { flags, environment }: { flags: Flags; environment: Readonly<NodeJS.ProcessEnv> },
): unknown {
  const given = flags[setting.flag];
  if (given !== undefined) return setting.parse(String(given), `--${setting.flag}`);
  const inherited = environment[setting.variable];
  return inherited === undefined || inherited === ''
    ? setting.fallback
    : setting.parse(inherited, setting.variable);
}

/** Without sign-in, whoever reaches the port reads and writes everything. */
function requireProtection({ host, allowAnyone }: Settings): void {
  if (allowAnyone || isLoopback(host)) return;
  throw new SettingsError(
    `Anyone who reaches ${host} could read and write every document: listen on this machine only with "--host 127.0.0.1", or start with "--allow-anyone".`,
  );
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

interface Labels {
  readonly flag: string;
  readonly variable: string;
  readonly help: string;
}

function text(labels: Labels & { fallback: string }): Setting<string> {
  return { ...labels, value: '<text>', parse: (given) => given };
}

function wholeNumber({ max, ...labels }: Labels & { fallback: number; max: number }): Setting<number> {
  return {
    ...labels,
    value: '<number>',
    parse(given, source) {
      const number = Number(given);
      if (/^\d+$/.test(given) && number <= max) return number;
      throw new SettingsError(`${source} must be a whole number from 0 to ${max}, not "${given}".`);
    },
  };
}

function list(labels: Labels): Setting<readonly string[]> {
  const parse = (given: string) => given.split(',').flatMap((item) => item.trim() || []);
  return { ...labels, value: '<list>', fallback: [], parse };
}

function flag(labels: Labels): Setting<boolean> {
  return { ...labels, value: undefined, fallback: false, parse: parseBoolean };
}

function parseBoolean(given: string, source: string): boolean {
  if (given === 'true' || given === '1') return true;
  if (given === 'false' || given === '0') return false;
  throw new SettingsError(`${source} must be 1 or 0, not "${given}".`);
}
