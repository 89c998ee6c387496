import { setMaxListeners } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { hostileDialects } from '../families/hostileDialect.ts';
import { Chance } from '../simulation/chance.ts';
import { familyNames } from '../torture/families.ts';
import { quietSweet } from '../torture/sweet.ts';
import { Attacker } from './attacker.ts';
import type { CrowdMessage, CrowdOrder } from './crowdMessage.ts';
import { Guest, type Kind } from './guest.ts';
import { Schedule } from './schedule.ts';

/** A process full of people: its one argument is its order as JSON, and any message tells it that they are to leave. */

const order = JSON.parse(process.argv[2] ?? '{}') as CrowdOrder;
const schedule = new Schedule(order.schedule);
const ending = new AbortController();
const attacked: Record<string, number> = {};
const failed: Record<string, number> = {};

function tell(message: CrowdMessage): void {
  process.send?.(message);
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function kinds(): readonly Kind[] {
  const pick = <T>(choices: readonly T[], index: number): T => {
    const choice = choices[(index + order.crowd) % choices.length];
    if (choice === undefined) throw new Error('There is nothing to choose from.');
    return choice;
  };
  const providers = Array.from(
    { length: order.providers },
    (_, index): Kind => ({
      kind: 'provider',
      family: pick(familyNames, index),
    }),
  );
  const bare = Array.from(
    { length: order.bare },
    (_, index): Kind => ({
      kind: 'bare',
      dialect: pick(hostileDialects, index),
    }),
  );
  return [...providers, ...bare];
}

const onFinding = ({ message }: Error): void => tell({ kind: 'finding', text: message });
const shared = { place: order.place, schedule, onFinding };

const guests = kinds().map((kind, index) => {
  const name = `${String.fromCharCode('a'.charCodeAt(0) + order.crowd)}${index}-`;
  const client = kind.kind === 'provider' ? kind.family : `bare ${kind.dialect.name}`;
  return new Guest({
    ...shared,
    kind,
    name,
    chance: new Chance('guest', order.seed, name),
    onContribution: (contribution) => tell({ kind: 'contribution', client, contribution }),
    onFailure: (failure) => count(failed, failure),
  });
});

const attackers = Array.from(
  { length: order.attackers },
  (_, index) =>
    new Attacker({
      ...shared,
      chance: new Chance('attacker', order.seed, order.crowd, index),
      oversizedBytes: order.oversizedBytes,
      onAttack: (name) => count(attacked, name),
    }),
);

quietSweet();
const delay = monitorEventLoopDelay();
delay.enable();
setMaxListeners(0, ending.signal);
process.once('message', () => ending.abort());
process.once('disconnect', () => process.exit(1));
await Promise.all([...guests, ...attackers].map((each) => each.live(ending.signal, order.arrivalMs)));
const tally = { attacks: attacked, failures: failed, latestSeconds: delay.max / 1e9 };
process.send?.({ kind: 'gone', tally } satisfies CrowdMessage, () => process.exit(0));
