import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { familyNames } from './families.ts';
import { quietSweet } from './sweet.ts';
import { torture } from './torture.ts';

const rounds = 10;
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const main = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));
const limitMs = 120_000;

it(
  `nothing that a client of any family was told is saved is missing, and nothing is doubled, when the server is killed, stopped and cut off ${rounds} times while all type (S7, S18, seed ${seed})`,
  async () => {
    quietSweet();
    const { finding, tally, ...report } = await torture({ rounds, seed, main });
    expect(finding).toBeUndefined();
    expect(report.rounds).toBe(rounds);
    for (const times of Object.values(report.blows)) expect(times).toBeGreaterThan(0);
    for (const family of familyNames) expect(tally.get(family)?.told, family).toBeGreaterThan(rounds);
  },
  limitMs,
);
