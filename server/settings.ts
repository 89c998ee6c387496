import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { accessSettings, requireProtection, tokenSettings } from './accessSettings.ts';
import { limitSettings } from './limitSettings.ts';
import { nearestName } from './nearestName.ts';
import { logLevels } from './operator/event.ts';
import { usualWindowMs } from './room/windowLength.ts';
import { readSecret } from './secretFile.ts';
import { list, oneOf, type Setting, SettingsError, text, wholeNumber } from './setting.ts';
import { parseSettingsFile } from './settingsFile.ts';

const data = text({
  flag: 'data',
  variable: 'DATA_DIR',
  fallback: './data',
  help: 'directory that holds the documents',
});

/** The settings of serving. */
const serving = {
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
  data: { ...data, help: `${data.help}; made when missing` },
  config: text({
    flag: 'config',
    variable: 'CONFIG_FILE',
    fallback: '',
    help: 'JSON file of settings, called like the flags; flags and variables come first',
  }),
  allowOrigin: list({
    flag: 'allow-origin',
    variable: 'ALLOW_ORIGIN',
    help: 'origins of other web pages that may connect, with commas between; * for all',
  }),
  ...accessSettings,
  logLevel: oneOf({
    flag: 'log-level',
    variable: 'LOG_LEVEL',
    fallback: 'info',
    choices: logLevels,
    help: 'how much is told',
  }),
  metricsTokenFile: text({
    flag: 'metrics-token-file',
    variable: 'METRICS_TOKEN_FILE',
    fallback: '',
    help: 'file that holds what --metrics-token would',
  }),
  metricsToken: text({
    flag: 'metrics-token',
    variable: 'METRICS_TOKEN',
    fallback: '',
    help: 'what must be shown to read /metrics; without it, only programs on this machine may',
  }),
  idleSeconds: wholeNumber({
    flag: 'idle-seconds',
    variable: 'IDLE_SECONDS',
    fallback: 30,
    max: 86_400,
    help: 'how long a document that nobody has open stays in memory',
  }),
  windowMs: wholeNumber({
    flag: 'window-ms',
    variable: 'WINDOW_MS',
    fallback: usualWindowMs,
    max: 1000,
    help: 'how long edits gather while several people write; longer in a room of 50 or more',
  }),
  ...limitSettings(),
  stopSeconds: wholeNumber({
    flag: 'stop-seconds',
    variable: 'STOP_SECONDS',
    fallback: 10,
    max: 3600,
    help: 'how long stopping may take before what is not saved is given up',
  }),
  historyDays: wholeNumber({
    flag: 'history-days',
    variable: 'HISTORY_DAYS',
    fallback: undefined,
    max: 36_500,
    help: 'for how many days history is kept that opening a document does not need; all of it when not given',
  }),
} as const satisfies Record<string, Setting<unknown>>;

/** The one table of commands and their settings: flags, environment variables and `--help` follow from it. */
const commands = {
  serve: {
    usage: 'scriptorium [flags]',
    about: 'Serves documents that people write together.',
    settings: serving,
  },
  check: {
    usage: 'scriptorium check [flags]',
    about:
      'Verifies what is stored while no server runs there, and changes nothing. Exit code 0: sound, 1: problems.',
    settings: {
      data,
      document: text({ flag: 'document', fallback: '', help: 'check the document of this name only' }),
    },
  },
  backup: {
    usage: 'scriptorium backup --to <text> [flags]',
    about: 'Copies what is stored, also while a server runs there, into a directory that can be served from.',
    settings: {
      data,
      to: text({
        flag: 'to',
        fallback: '',
        isRequired: true,
        help: 'directory that is to be the backup; must be empty or not there',
      }),
    },
  },
  health: {
    usage: 'scriptorium health [flags]',
    about: 'Asks the server of this machine whether it lives. Exit code 0: yes, 1: no.',
    settings: { host: serving.host, port: serving.port, tlsCert: serving.tlsCert },
  },
  token: {
    usage: 'scriptorium token --user <text> --documents <list> [flags]',
    about: 'Makes a token by hand, for a server that has the same secret, and prints it.',
    settings: tokenSettings,
  },
} as const satisfies Record<string, CommandTable>;

interface CommandTable {
  readonly usage: string;
  readonly about: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

export type CommandName = keyof typeof commands;

/** What the settings of a command come to. */
export type SettingsOf<Name extends CommandName> = {
  readonly [Key in keyof (typeof commands)[Name]['settings']]: (typeof commands)[Name]['settings'][Key] extends Setting<
    infer T
  >
    ? T
    : never;
};

export type Settings = SettingsOf<'serve'>;

export type Command =
  | {
      readonly [Name in CommandName]: { readonly kind: Name; readonly settings: SettingsOf<Name> };
    }[CommandName]
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' };

/**
 * Reads the command, its flags, and where one is missing the environment.
 * @throws {SettingsError}
 */
export function parseCommand(args: readonly string[], environment: Readonly<NodeJS.ProcessEnv>): Command {
  const given = commandName(args[0]);
  const name = given ?? 'serve';
  const { settings }: CommandTable = commands[name];
  const flags = parseFlags(given === undefined ? args : args.slice(1), settings);
  if (flags.help === true) return { kind: 'help', command: given };
  if (flags.version === true) return { kind: 'version' };
  const file = readSettingsFile(settings, { flags, environment });
  const sources = { flags, environment, file };
  const parsed = Object.entries(settings).map(([key, setting]) => [key, read(setting, sources)]);
  const command = { kind: name, settings: Object.fromEntries(parsed) } as Command;
  if (command.kind !== 'serve') return command;
  requireProtection(command.settings);
  const { metricsToken, metricsTokenFile: path } = command.settings;
  const token = fromFile(metricsToken, { path, flag: 'metrics-token' });
  return { ...command, settings: { ...command.settings, metricsToken: token } };
}

/** The help for one command, or for all. */
export function helpText(command?: CommandName): string {
  const shown = command === undefined ? Object.values<CommandTable>(commands) : [commands[command]];
  return [
    ...shown.map(describeCommand),
    [helpRow('--help', 'this text'), helpRow('--version', 'the version')].join('\n'),
    'A flag can also be set by the environment variable behind it.',
  ].join('\n\n');
}

function describeCommand({ usage, about, settings }: CommandTable): string {
  const rows = Object.values(settings).map((setting) => {
    const flag = setting.value === undefined ? `--${setting.flag}` : `--${setting.flag} ${setting.value}`;
    const given = setting.fallback === false ? '' : String(setting.fallback ?? '');
    const fallback = given === '' ? '' : ` (${given})`;
    const variable = setting.variable === undefined ? '' : `; ${setting.variable}`;
    return helpRow(flag, `${setting.help}${fallback}${variable}`);
  });
  return [`Usage: ${usage}`, about, ...rows].join('\n');
}

function helpRow(flag: string, help: string): string {
  return `  ${flag.padEnd(26)}${help}`;
}

/** @returns undefined when the arguments begin with a flag: then it is to serve. */
function commandName(word: string | undefined): CommandName | undefined {
  if (word === undefined || word.startsWith('-')) return undefined;
  if (Object.hasOwn(commands, word)) return word as CommandName;
  const hint = suggestion(word, Object.keys(commands));
  throw new SettingsError(`There is no command "${word}".${hint} "--help" lists what there is.`);
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function parseFlags(args: readonly string[], settings: CommandTable['settings']): Flags {
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
    const [, unknown] = /^Unknown option '--?([^']+)'/.exec(String(sentence)) ?? [];
    const known = Object.keys(options);
    const hint = unknown === undefined ? '' : suggestion(unknown, known, '--');
    throw new SettingsError(`${sentence}.${hint} "--help" lists what there is.`);
  }
}

interface Sources {
  readonly flags: Flags;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

interface SettingsInFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
}

/** @returns nothing where no file is named. */
function readSettingsFile(settings: CommandTable['settings'], sources: Sources): SettingsInFile {
  const nothing = { path: '', values: new Map<string, string>() };
  const path =
    settings.config === undefined ? '' : String(read(settings.config, { ...sources, file: nothing }));
  if (path === '') return nothing;
  const parsed = parseSettingsFile(readText(path));
  if (parsed.kind === 'mistake') throw new SettingsError(`${path} ${parsed.mistake}.`);
  const known = Object.values(settings).map(({ flag }) => flag);
  for (const name of parsed.values.keys())
    if (!known.includes(name) || name === 'config')
      throw new SettingsError(`There is no setting "${name}", which ${path} has.${suggestion(name, known)}`);
  return { path, values: parsed.values };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingsError(`${path} can not be read: ${error instanceof Error ? error.message : error}.`);
  }
}

function suggestion(given: string, known: readonly string[], dashes = ''): string {
  const near = nearestName(given, known);
  return near === undefined ? '' : ` Did you mean "${dashes}${near}"?`;
}

/** A secret, or what the file holds in its place, without the end of its line. @throws {SettingsError} when both are given. */
function fromFile(secret: string, { path, flag }: { path: string; flag: string }): string {
  if (path === '') return secret;
  if (secret !== '')
    throw new SettingsError(`--${flag} and --${flag}-file contradict each other: give one of them.`);
  return readSecret(path, `--${flag}-file`);
}

function read(
  setting: Setting<unknown>,
  { flags, environment, file }: Sources & { readonly file: SettingsInFile },
): unknown {
  const given = flags[setting.flag];
  if (given !== undefined) return setting.parse(String(given), `--${setting.flag}`);
  const { variable, isRequired = false } = setting;
  const inherited = variable === undefined ? '' : environment[variable];
  if (variable !== undefined && inherited) return setting.parse(inherited, variable);
  const filed = file.values.get(setting.flag);
  if (filed !== undefined) return setting.parse(filed, `"${setting.flag}" in ${file.path}`);
  if (isRequired) throw new SettingsError(`--${setting.flag} is missing: ${setting.help}.`);
  return setting.fallback;
}
