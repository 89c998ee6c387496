import {
  hostilePresences,
  hostileUpdates,
  hostileVectors,
  realPresence,
  realUpdates,
  realVector,
  type Specimen,
} from './hostileCorpus.ts';
import { type HostileDialect, hostileDialects, type Payload } from './hostileDialect.ts';
import { chanceOf, mutate } from './hostileMutation.ts';
import type { Attack } from './hostileSiege.ts';

export interface TitledAttack extends Attack {
  readonly title: string;
}

const payloads: readonly Payload[] = [
  ...realUpdates().flatMap((update): Payload[] => [
    { kind: 'update', update },
    { kind: 'syncStep2', update },
  ]),
  { kind: 'syncStep1', vector: realVector },
  { kind: 'awareness', update: realPresence },
  { kind: 'queryAwareness' },
];

/** Every frame of the corpus, in every dialect. None of it may be taken. */
export function corpusAttacks(): readonly TitledAttack[] {
  const crafted = (specimens: readonly Specimen[], wrap: (bytes: Uint8Array) => Payload) =>
    specimens.map(({ title, bytes }) => ({ title, payload: wrap(bytes) }));
  const all = [
    ...crafted(hostileUpdates, (update) => ({ kind: 'update', update })),
    ...crafted(hostileUpdates, (update) => ({ kind: 'syncStep2', update })),
    ...crafted(hostileVectors, (vector) => ({ kind: 'syncStep1', vector })),
    ...crafted(hostilePresences, (update) => ({ kind: 'awareness', update })),
  ];
  return hostileDialects.flatMap((dialect) =>
    all.map(({ title, payload }) => ({
      title: `${dialect.name}: ${payload.kind} with ${title}`,
      dialect,
      frameOf: (document) => dialect.frame(document, payload),
      mustBeRefused: true,
    })),
  );
}

/** Every truncation of small real frames, in every dialect. What is left may be a whole frame of another kind. */
export function truncationAttacks(): readonly TitledAttack[] {
  return hostileDialects.flatMap((dialect) =>
    framesOf(dialect, 'doc')
      .map((_, index) => index)
      .flatMap((index) => truncationsOf(dialect, index)),
  );
}

function truncationsOf(dialect: HostileDialect, index: number): readonly TitledAttack[] {
  const bytesMax = 60;
  const { length } = framesOf(dialect, 'doc')[index] ?? Uint8Array.of();
  if (length > bytesMax) return [];
  return Array.from({ length }, (_, left) => ({
    title: `${dialect.name}: real frame ${index} cut to ${left} bytes`,
    dialect,
    frameOf: (document) => {
      const frame = framesOf(dialect, document)[index] ?? Uint8Array.of();
      return frame.subarray(0, frame.length - length + left);
    },
    mustBeRefused: false,
  }));
}

/** A real frame, spoiled as the seed says. */
export function mutationAttack(seed: number): TitledAttack {
  const chance = chanceOf(seed);
  const dialect = pick(hostileDialects, chance());
  const [which, other] = [chance(), chance()];
  return {
    title: `${dialect.name}, seed ${seed}`,
    dialect,
    frameOf: (document) => {
      const frames = framesOf(dialect, document);
      return mutate({ frame: pick(frames, which), other: pick(frames, other), chance });
    },
    mustBeRefused: false,
  };
}

function framesOf(dialect: HostileDialect, document: string): readonly Uint8Array[] {
  return [...payloads.map((payload) => dialect.frame(document, payload)), ...dialect.extras(document)];
}

function pick<T>(values: readonly T[], share: number): T {
  const value = values[Math.floor(share * values.length)];
  if (value === undefined) throw new Error('There is nothing to choose from.');
  return value;
}
