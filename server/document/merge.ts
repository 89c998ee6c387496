import { encodeUpdate } from './encodeUpdate.ts';
import { IdRanges } from './idRanges.ts';
import { type ClientRanges, type IdRange, scanUpdate } from './scan.ts';
import type { StateVector } from './stateVector.ts';
import { type Structs, structsOf, structsSince } from './structs.ts';

/** An update with nothing in it, encoding V1. */
export const emptyUpdate: Uint8Array = Uint8Array.of(0, 0);
const noRanges = Uint8Array.of(0);

/**
 * One update that does what these do together, in any order and however they overlap; what is missing between them stays missing.
 * Structs are moved as bytes, never decoded: it costs a scan and a copy, where `Y.mergeUpdates` grows faster than their number.
 * Where two updates hold the same clock, the earlier one's struct stays.
 * @returns the same update where it is but one
 * @throws Error that names the index of a malformed update; they should have been admitted before
 */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates;
  return only !== undefined && updates.length === 1 ? only : mergeParts(updates.map(partOf));
}

/** An update taken apart, for who merges it with others more than once. */
export interface Part {
  readonly structs: readonly Structs[];
  readonly deleted: readonly ClientRanges[];
}

/** @throws Error that the update is malformed; it should have been admitted before */
export function partOf(update: Uint8Array, index = 0): Part {
  const result = scanUpdate(update);
  if (result.kind === 'malformed') throw new Error(`update ${index} is malformed: ${result.reason}`);
  const { structs, deleted } = result.scan;
  return { structs: structs.map((run) => structsOf(update, run)), deleted };
}

/** As `mergeUpdates`. */
export function mergeParts(parts: readonly Part[]): Uint8Array {
  const structs: Structs[] = [];
  const deleted: ClientRanges[] = [];
  for (const part of parts) {
    for (const run of part.structs) structs.push(run);
    for (const range of part.deleted) deleted.push(range);
  }
  return encodeUpdate(withoutOverlap(structs), encodeRanges(deleted));
}

function encodeRanges(ranges: readonly ClientRanges[]): Uint8Array {
  if (ranges.length === 0) return noRanges;
  const set = new IdRanges();
  set.add(ranges);
  return set.encode();
}

/**
 * What is left of an update for somebody who has all up to these clocks. Deletions stay, since clocks say nothing about them.
 * @returns the same update if it holds nothing of that, undefined if it holds nothing else
 * @throws Error that it is malformed; it should have been admitted before
 */
export function updateSince(update: Uint8Array, ends: StateVector): Uint8Array | undefined {
  const result = scanUpdate(update);
  if (result.kind === 'malformed') throw new Error(`the update is malformed: ${result.reason}`);
  const { structs, deleted } = result.scan;
  const endOf = ({ client }: IdRange): number => ends.get(client) ?? 0;
  if (structs.every((run) => run.from >= endOf(run))) return update;
  const left = structs.filter((run) => run.to > endOf(run));
  if (left.length === 0 && deleted.length === 0) return undefined;
  return encodeUpdate(
    left.map((run) => structsSince(structsOf(update, run), endOf(run))),
    encodeRanges(deleted),
  );
}

/**
 * Of each client that these hold structs of, the lowest clock.
 * @throws Error that one is malformed; they should have been admitted before
 */
export function startsOf(updates: readonly Uint8Array[]): StateVector {
  const starts = new Map<number, number>();
  for (const update of updates) {
    const result = scanUpdate(update);
    if (result.kind === 'malformed') throw new Error(`the update is malformed: ${result.reason}`);
    for (const { client, from } of result.scan.structs)
      starts.set(client, Math.min(from, starts.get(client) ?? from));
  }
  return starts;
}

/** @param structs are put in order: of each client, and the highest client first, as they are written */
function withoutOverlap(structs: Structs[]): readonly Structs[] {
  structs.sort((a, b) => b.client - a.client || a.from - b.from);
  if (!structs.some(overlapsNext)) return structs;
  const kept: Structs[] = [];
  for (const run of structs) {
    const last = kept.at(-1);
    const end = last?.client === run.client ? last.to : 0;
    if (run.to > end) kept.push(structsSince(run, end));
  }
  return kept;
}

function overlapsNext({ client, to }: Structs, index: number, structs: readonly Structs[]): boolean {
  const next = structs[index + 1];
  return next !== undefined && next.client === client && next.from < to;
}
