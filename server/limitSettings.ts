import { type Limit, type LimitName, type Limits, limits } from './limits/limits.ts';
import { kebab } from './limits/limitsTable.ts';
import { type Setting, SettingsError } from './setting.ts';

/** The limits that an operator may set. */
type SettableLimit = {
  readonly [Name in LimitName]: (typeof limits)[Name] extends { readonly isFixed: true } ? never : Name;
}[LimitName];

const limitValueMax = 2 ** 40;

/** A setting for each of them. */
export function limitSettings(): Readonly<Record<SettableLimit, Setting<number>>> {
  const settable = Object.entries<Limit>(limits).filter(([, { isFixed = false }]) => !isFixed);
  return Object.fromEntries(settable.map(([name, limit]) => [name, limitSetting(name, limit)])) as Record<
    SettableLimit,
    Setting<number>
  >;
}

function limitSetting(name: string, { bounds, value, isOptional = false }: Limit): Setting<number> {
  const flag = kebab(name);
  const none = isOptional ? '; 0 for no limit' : '';
  return {
    flag,
    variable: flag.toUpperCase().replaceAll('-', '_'),
    value: '<number>',
    fallback: value,
    help: `at most: ${bounds}${none}`,
    parse(given, source) {
      const number = Number(given);
      if (/^\d+$/.test(given) && number <= limitValueMax && (number > 0 || isOptional)) return number;
      throw new SettingsError(`${source} must be a whole number from ${isOptional ? 0 : 1}, not "${given}".`);
    },
  };
}

/** The limits among the settings. */
export function limitsOf(settings: Readonly<Record<string, unknown>>): Partial<Limits> {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name in limits));
}
