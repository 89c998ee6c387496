import { isBasePath } from './http/basePath.ts';

/** A mistake of whoever starts the program; `message` is one line that says what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** One row of the table: where its value comes from, and what it may be. */
export interface Setting<T> {
  readonly flag: string;
  /** The environment variable that stands in for the flag, if one may. */
  readonly variable?: string;
  readonly value: string | undefined;
  readonly fallback: T;
  /** Whether the command has no use without it. */
  readonly isRequired?: boolean;
  readonly help: string;
  parse(text: string, source: string): T;
}

type Labels = Pick<Setting<unknown>, 'flag' | 'variable' | 'help' | 'isRequired'>;

export function text(labels: Labels & { fallback: string }): Setting<string> {
  return { ...labels, value: '<text>', parse: (given) => given };
}

/** What addresses begin with; empty for nothing. */
export function path(labels: Labels): Setting<string> {
  const parse = (given: string, source: string): string => {
    if (given === '' || isBasePath(given)) return given;
    throw new SettingsError(
      `${source} must be a path such as /docs, without a slash at its end, not "${given}".`,
    );
  };
  return { ...labels, value: '<path>', fallback: '', parse };
}

export function oneOf<T extends string>({
  choices,
  help,
  ...labels
}: Labels & { fallback: NoInfer<T>; choices: readonly T[] }): Setting<T> {
  return {
    ...labels,
    help: `${help}: ${choices.join(', ')}`,
    value: '<word>',
    parse(given, source) {
      const chosen = choices.find((choice) => choice === given);
      if (chosen !== undefined) return chosen;
      throw new SettingsError(`${source} must be one of ${choices.join(', ')}, not "${given}".`);
    },
  };
}

export function wholeNumber<T extends number | undefined>({
  max,
  ...labels
}: Labels & { fallback: T; max: number }): Setting<T | number> {
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

export function list(labels: Labels): Setting<readonly string[]> {
  const parse = (given: string) => given.split(',').flatMap((item) => item.trim() || []);
  return { ...labels, value: '<list>', fallback: [], parse };
}

export function flag(labels: Labels): Setting<boolean> {
  return { ...labels, value: undefined, fallback: false, parse: parseBoolean };
}

function parseBoolean(given: string, source: string): boolean {
  if (given === 'true' || given === '1') return true;
  if (given === 'false' || given === '0') return false;
  throw new SettingsError(`${source} must be 1 or 0, not "${given}".`);
}
