import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.ts';

export interface BenchSettings {
  readonly scenarios: readonly Scenario[];
  readonly json: boolean;
}

/** One short round of something small enough, to see that it works. */
const quickSeconds = 2;

export function usage(all: readonly Scenario[]): string {
  return `npm run bench -- [--scenario NAME]… [--rounds N] [--seconds N] [--quick] [--json]
  --scenario  ${all.map(({ name, title }) => `${name}: ${title}`).join('\n              ')}
  --rounds    how often each server is measured, instead of the scenario's own number
  --seconds   how long a load goes on that has no end of its own
  --quick     one short round of each, to see that it works
  --json      print every measurement as JSON instead of tables`;
}

/** @returns `undefined` when the arguments make no sense. */
export function parseSettings(args: readonly string[], all: readonly Scenario[]): BenchSettings | undefined {
  const values = parse(args);
  if (values === undefined) return undefined;
  const names = values.scenario ?? all.map(({ name }) => name);
  const chosen = names.map((wanted) => all.find(({ name }) => name === wanted));
  const rounds = positive(values.rounds ?? (values.quick ? '1' : undefined));
  const seconds = positive(values.seconds ?? (values.quick ? String(quickSeconds) : undefined));
  if (rounds === 'wrong' || seconds === 'wrong' || chosen.includes(undefined)) return undefined;
  return {
    scenarios: chosen.flatMap((scenario) =>
      scenario === undefined
        ? []
        : {
            ...scenario,
            rounds: rounds ?? scenario.rounds,
            seconds: seconds ?? scenario.seconds,
          },
    ),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
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
