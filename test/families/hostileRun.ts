import type { ServerProcess } from '../serverProcess.ts';
import type { TitledAttack } from './hostileAttacks.ts';
import { Siege } from './hostileSiege.ts';
import { memoryOf } from './processMemory.ts';

export interface HostileOutcome {
  readonly attacks: number;
  /** One line for each attack that did not come to what it may, with what it takes to repeat it. */
  readonly breaches: readonly string[];
  readonly slowestMs: number;
  /** How much more memory the process ever had than before, in bytes. */
  readonly grownBytes: number;
}

const lanes = 4;
/** When so much is wrong, more of it tells nothing new. */
const breachesMax = 20;

/** Attacks a server process with all of these, a few at a time. */
export async function attackWith(
  server: ServerProcess,
  attacks: Iterable<TitledAttack>,
): Promise<HostileOutcome> {
  const before = await memoryOf(server.pid);
  const queue = attacks[Symbol.iterator]();
  const breaches: string[] = [];
  let count = 0;
  const sieges = Array.from({ length: lanes }, (_, lane) => new Siege(server.webSocketUrl, `lane ${lane}`));
  await Promise.all(
    sieges.map(async (siege) => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        if (breaches.length >= breachesMax) break;
        count += 1;
        const breach = await attemptOn(siege, next.value);
        if (breach !== undefined) breaches.push(breach);
      }
      siege.close();
    }),
  );
  if (!server.isRunning)
    return {
      attacks: count,
      breaches: [...breaches, `it died: ${server.output}`],
      slowestMs: 0,
      grownBytes: 0,
    };
  return {
    attacks: count,
    breaches,
    slowestMs: Math.max(...sieges.map(({ slowestMs }) => slowestMs)),
    grownBytes: (await memoryOf(server.pid)).peak - before.resident,
  };
}

/** @returns a line that tells what happened and how to repeat it; undefined when all is as it should be. */
async function attemptOn(siege: Siege, attack: TitledAttack): Promise<string | undefined> {
  try {
    const breach = await siege.attack(attack);
    if (breach === undefined) return undefined;
    const hex = Buffer.from(breach.frame).toString('hex');
    return `${attack.title}: ${breach.what}; ${JSON.stringify(breach.ending)}; ${hex.slice(0, 400)}`;
  } catch (error) {
    return `${attack.title}: ${error}`;
  }
}
