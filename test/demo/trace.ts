import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

/** `[position, deleted, inserted]`, in Unicode code points. */
export type Patch = readonly [position: number, deleted: number, inserted: string];

/** What one writer did at once, and what she had seen by then. */
export interface Edit {
  readonly agent: number;
  /** 1, 2, 3, … among the edits of its agent. */
  readonly ordinal: number;
  /** How many edits of each agent had been merged into the text that the patches apply to. */
  readonly known: readonly number[];
  readonly patches: readonly Patch[];
}

/** A recorded session. */
export interface Trace {
  readonly agentCount: number;
  /** In an order in which each edit comes after those that it knows. */
  readonly edits: readonly Edit[];
  readonly endContent: string;
}

/** The format of github.com/josephg/editing-traces, `concurrent`. */
interface RecordedTrace {
  readonly kind: string;
  readonly endContent: string;
  readonly numAgents: number;
  readonly txns: readonly {
    readonly parents: readonly number[];
    readonly agent: number;
    readonly patches: readonly Patch[];
  }[];
}

/** @throws if the file is no concurrent trace. */
export async function readTrace(file: string | URL): Promise<Trace> {
  const recorded = JSON.parse(gunzipSync(await readFile(file)).toString()) as RecordedTrace;
  if (recorded.kind !== 'concurrent') throw new Error(`The trace is ${recorded.kind}, not concurrent.`);
  return { agentCount: recorded.numAgents, edits: editsOf(recorded), endContent: recorded.endContent };
}

function editsOf({ txns, numAgents }: RecordedTrace): readonly Edit[] {
  const typed = new Array<number>(numAgents).fill(0);
  /** For each transaction, how many edits of each agent its result holds. */
  const held: (readonly number[])[] = [];
  return txns.map(({ agent, parents, patches }) => {
    const known = parents
      .map((parent) => held[parent] ?? [])
      .reduce(union, new Array<number>(numAgents).fill(0));
    const ordinal = (typed[agent] ?? 0) + 1;
    if (known[agent] !== ordinal - 1)
      throw new Error('A writer of the trace does not know an edit of her own.');
    typed[agent] = ordinal;
    held.push(known.with(agent, ordinal));
    return { agent, ordinal, known, patches };
  });
}

function union(a: readonly number[], b: readonly number[]): number[] {
  return a.map((count, agent) => Math.max(count, b[agent] ?? 0));
}

/** How many edits were made without having seen an earlier one in the recording. */
export function concurrentCount({ edits, agentCount }: Trace): number {
  const typed = new Array<number>(agentCount).fill(0);
  return edits.filter((edit) => {
    const missed = edit.known.some((count, agent) => count < (typed[agent] ?? 0));
    typed[edit.agent] = edit.ordinal;
    return missed;
  }).length;
}
