import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startScriptorium } from '../serverProcess.ts';
import { mutationAttack, type TitledAttack } from './hostileAttacks.ts';
import { attackWith } from './hostileRun.ts';

/**
 * `npm run fuzz`: spoils real frames of all dialects and sends them to a server process, until something breaks or it is stopped.
 * `-- --seed N --attacks 1` repeats one attack; each has the number of the one before, and one more.
 */

const { values } = parseArgs({ options: { seed: { type: 'string' }, attacks: { type: 'string' } } });
const firstSeed = Number(values.seed ?? Date.now() % 2 ** 31);
const attacksMax = Number(values.attacks ?? Number.POSITIVE_INFINITY);
const roundAttacks = 10_000;
const megabyte = 2 ** 20;

function* round(seed: number, attacks: number): Iterable<TitledAttack> {
  for (let index = 0; index < attacks; index += 1) yield mutationAttack(seed + index);
}

/** One process for each round, so that what grows is seen and what breaks is near. @returns whether all is well. */
async function runRound(seed: number, attacks: number): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-fuzz-'));
  const server = await startScriptorium({ dataDir, port: 0 });
  try {
    const { breaches, slowestMs, grownBytes } = await attackWith(server, round(seed, attacks));
    const code = await server.stop();
    console.log(
      `seeds ${seed} to ${seed + attacks - 1}: ${breaches.length} breaches, slowest ${Math.round(slowestMs)} ms, ` +
        `${Math.round(grownBytes / megabyte)} MB more, ended with ${code}`,
    );
    for (const breach of breaches) console.log(breach);
    if (code !== 0) console.log(server.output);
    return breaches.length === 0 && code === 0;
  } finally {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

let done = 0;
let isWell = true;
while (isWell && done < attacksMax) {
  const attacks = Math.min(roundAttacks, attacksMax - done);
  isWell = await runRound(firstSeed + done, attacks);
  done += attacks;
}
process.exitCode = isWell ? 0 : 1;
