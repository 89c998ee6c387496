import { expect, it, onTestFinished } from 'vitest';
import { Program, temporaryDirectory } from '../server/program.ts';
import { startScriptorium } from '../serverProcess.ts';
import { corpusAttacks, mutationAttack, type TitledAttack, truncationAttacks } from './hostileAttacks.ts';
import { attackWith } from './hostileRun.ts';

const megabyte = 2 ** 20;
/** HOSTILE_SEED repeats the mutations of one run. */
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 2 ** 31);
const mutations = 8000;
const limitMs = 120_000;

/** Attacks a process of its own, and looks whether anything is left of it, in its log or on its disk. */
async function expectNoBreach(attacks: readonly TitledAttack[], grownBytesMax: number): Promise<void> {
  const data = await temporaryDirectory();
  const server = await startScriptorium({ dataDir: data, port: 0 });
  onTestFinished(() => server.kill());
  const outcome = await attackWith(server, attacks);
  expect(outcome.breaches).toEqual([]);
  expect(outcome.attacks).toBe(attacks.length);
  expect(outcome.grownBytes).toBeLessThan(grownBytesMax);
  expect((await fetch(`${server.httpUrl}/readyz`)).status).toBe(200);
  // That a limit held is told; anything else would be a mistake of the server's.
  expect(server.complaints.filter((line) => !line.includes('"event":"limit"'))).toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(await new Program(['check', '--data', data]).whenEnded()).toMatchObject({ code: 0, stderr: '' });
}

it(
  'nothing of the hostile corpus is confirmed, relayed or stored, in any dialect, and only its sender notices (S1, S2, S3, S4)',
  () => expectNoBreach(corpusAttacks(), 200 * megabyte),
  limitMs,
);

it(
  'nothing of a real frame that is cut short comes through, wherever it is cut, in any dialect (S1)',
  () => expectNoBreach(truncationAttacks(), 200 * megabyte),
  limitMs,
);

it(
  `real frames of all dialects do no harm when they are spoiled (HOSTILE_SEED=${seed})`,
  () =>
    expectNoBreach(
      Array.from({ length: mutations }, (_, index) => mutationAttack(seed + index)),
      200 * megabyte,
    ),
  limitMs,
);
