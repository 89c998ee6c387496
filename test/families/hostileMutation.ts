import { edges } from './hostileCorpus.ts';

/** Randomness from 0 to below 1 that follows from a seed: mulberry32 (T. Ettinger). */
export function chanceOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Material {
  readonly frame: Uint8Array;
  /** Another real frame, to take pieces from. */
  readonly other: Uint8Array;
  readonly chance: () => number;
}

const below = (chance: () => number, end: number): number => Math.floor(chance() * end);

/** The frame with `bytes` in place of so many of its own. */
function splice(frame: Uint8Array, { at, drop, bytes }: { at: number; drop: number; bytes: Uint8Array }) {
  return Uint8Array.from([...frame.subarray(0, at), ...bytes, ...frame.subarray(at + drop)]);
}

function large(chance: () => number): Uint8Array {
  let rest = edges[below(chance, edges.length)] ?? 0n;
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

const mutations: readonly ((material: Material) => Uint8Array)[] = [
  function flipBit({ frame, chance }) {
    const at = below(chance, frame.length);
    return splice(frame, { at, drop: 1, bytes: Uint8Array.of((frame[at] ?? 0) ^ (1 << below(chance, 8))) });
  },
  function setByte({ frame, chance }) {
    const bytes = Uint8Array.of(below(chance, 256));
    return splice(frame, { at: below(chance, frame.length), drop: 1, bytes });
  },
  function cutOut({ frame, chance }) {
    const at = below(chance, frame.length);
    return splice(frame, { at, drop: 1 + below(chance, 8), bytes: Uint8Array.of() });
  },
  function insert({ frame, chance }) {
    const bytes = Uint8Array.from({ length: 1 + below(chance, 4) }, () => below(chance, 256));
    return splice(frame, { at: below(chance, frame.length + 1), drop: 0, bytes });
  },
  function repeat({ frame, chance }) {
    const at = below(chance, frame.length);
    return splice(frame, { at, drop: 0, bytes: frame.subarray(at, at + 1 + below(chance, 16)) });
  },
  function enlarge({ frame, chance }) {
    return splice(frame, { at: below(chance, frame.length), drop: 1, bytes: large(chance) });
  },
  function graft({ frame, other, chance }) {
    const from = below(chance, other.length);
    const bytes = other.subarray(from, from + 1 + below(chance, 24));
    return splice(frame, { at: below(chance, frame.length), drop: below(chance, 24), bytes });
  },
  function cutShort({ frame, chance }) {
    return frame.subarray(0, below(chance, frame.length));
  },
];

/** One to three changes, each of any kind. */
export function mutate(material: Material): Uint8Array {
  const { chance } = material;
  let { frame } = material;
  for (let left = 1 + below(chance, 3); left > 0; left -= 1) {
    const mutation = mutations[below(chance, mutations.length)];
    if (mutation !== undefined && frame.length > 0) frame = mutation({ ...material, frame });
  }
  return frame;
}
