import { parseArgs } from 'node:util';
import { contenderKeys } from './contenders/contender.ts';
import type { Scenario } from './scenario.ts';

export interface BenchSettings {
  readonly scenarios: readonly Scenario[];
  readonly json: boolean;
  /** Whether the tables in README.md and RESULTS.md are made anew from what is measured. */
  readonly write: boolean;
}

/** One short round of something small, to see that it works. */
const quick = { rounds: 1, seconds: 2, warmUpSeconds: 1, afterworkMs: 500 } as const;

export function usage(all: readonly Scenario[]): string {
  return `npm run bench -- [--scenario NAME]… [--server KEY]… [--rounds N] [--seconds N] [--quick] [--json] [--write]
  --scenario  ${all.map(({ name, title }) => `${name}: ${title}`).join('\n              ')}
  --server    measure only some: ${contenderKeys.join(', ')}
  --rounds    how often each server is measured, instead of the scenario's own number
  --seconds   how long a load goes on that has no end of its own
  --quick     one short round of each, to see that it works
  --json      print every measurement as JSON instead of tables
  --write     keep it, and make the tables in README.md and test/bench/RESULTS.md anew; not with --quick or --server`;
}

/** @returns `undefined` when the arguments make no sense. */
export function parseSettings(args: readonly string[], all: readonly Scenario[]): BenchSettings | undefined {
  const values = parse(args);
  if (values === undefined) return undefined;
  if (values.write && (values.quick || values.server !== undefined)) return undefined;
  const names = values.scenario ?? all.map(({ name }) => name);
  const chosen = names.map((wanted) => all.find(({ name }) => name === wanted));
  const [rounds, seconds] = [positive(values.rounds), positive(values.seconds)];
  if (
    rounds === 'wrong' ||
    seconds === 'wrong' ||
    chosen.includes(undefined) ||
    values.server?.some(isUnknown)
  )
    return undefined;
  return {
    scenarios: chosen.flatMap((scenario) =>
      scenario === undefined
        ? []
        : {
            ...scenario,
            ...(values.quick ? { ...quick, load: scenario.quickLoad ?? scenario.load } : {}),
            contenders: scenario.contenders.filter((key) => values.server?.includes(key) ?? true),
            ...(rounds === undefined ? {} : { rounds }),
            ...(seconds === undefined ? {} : { seconds }),
          },
    ),
    json: values.json,
    write: values.write,
  };
}

function isUnknown(key: string): boolean {
  return !contenderKeys.some((known) => known === key);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true },
        server: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return undefined;
  }
}

function positive(text: string | undefined): number | undefined | 'wrong' {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : 'wrong';
}
