import type { Contender } from './contenders/contender.ts';
import type { LoadResult } from './load/order.ts';
import { Measurement } from './measurement.ts';
import { type Share, sharesOf } from './report/shares.ts';
import type { Scenario } from './scenario.ts';
import type { Workshop } from './workshop.ts';

/** One server's results, one a round. */
export interface Measured {
  readonly contender: Pick<Contender, 'key' | 'name'>;
  readonly results: readonly LoadResult[];
}

/** Called after each measurement. */
export type OnResult = (round: number, contender: Contender, result: LoadResult) => void;

/** Each round measures every server once, every second round in the opposite order. */
export async function measureRounds(
  scenario: Scenario,
  options: {
    readonly contenders: readonly Contender[];
    readonly workshop: Workshop;
    readonly onResult: OnResult;
  },
): Promise<readonly Measured[]> {
  const { contenders, workshop, onResult } = options;
  const measured = contenders.map((contender) => ({ contender, results: [] as LoadResult[] }));
  for (let round = 0; round < scenario.rounds; round += 1)
    for (const { contender, results } of round % 2 === 0 ? measured : [...measured].reverse()) {
      const result = await new Measurement(scenario, contender, workshop).run();
      results.push(result);
      onResult(round, contender, result);
    }
  return measured;
}

/** Of what the first server's CPU is made, from one more run under a profiler; nothing where the scenario doesn't ask. */
export async function measureShares(
  scenario: Scenario,
  { contender, workshop }: { readonly contender: Contender; readonly workshop: Workshop },
): Promise<readonly Share[]> {
  if (scenario.hasShares !== true) return [];
  const { profile, mainThreadShare } = await new Measurement(scenario, contender, workshop).profile();
  return sharesOf(profile, mainThreadShare);
}
