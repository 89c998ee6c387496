import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { quietSweet } from '../torture/sweet.ts';
import { attackNames } from './attacks.ts';
import { findingsOf } from './flatness.ts';
import { soak } from './soak.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const main = fileURLToPath(new URL('../../server/dist/main.js', import.meta.url));
const limitMs = 240_000;

it(
  `nothing is left over of 60 clients of all kinds, one in ten hostile, who come, type, fail and go for a while, and every document is what they wrote (seed ${seed})`,
  async () => {
    quietSweet();
    const report = await soak({ minutes: 0.35, clients: 60, seed, main });
    expect(findingsOf(report)).toEqual([]);
    expect(report.tokens).toBeGreaterThan(60);
    expect(Object.keys(report.visits).length).toBeGreaterThan(4);
    expect(report.held.length).toBeGreaterThan(0);
    const attacked = Object.keys(report.tally.attacks);
    expect(attacked.length).toBeGreaterThan(attackNames.length / 3);
  },
  limitMs,
);
