/** The part of a server's CPU that goes into something. */
export interface Share {
  readonly name: string;
  /** 0 to 1; all shares of a server add up to 1. */
  readonly share: number;
}

/** A CPU profile as V8 writes it; times in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The node that was running, by its id, and the time since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** What belongs to the acknowledgement whatever it calls. */
const acknowledgement = /\/server\/dist\/room\/receipts\.js$/;

/** What belongs to the nearest of these that called it. */
const places: readonly (readonly [name: string, url: RegExp])[] = [
  ['scan, admit, merge', /\/server\/dist\/document\//],
  ['log', /\/persistence\/|\/node_modules\/(level|classic-level|abstract-level)\/|\/room\/journal\.js$/],
  [
    'sockets',
    /\/node_modules\/ws\/|\/server\/dist\/(connection|protocol)\/|^node:(net|http|internal\/(stream|streams))/,
  ],
  ['rooms', /\/server\/dist\//],
];
const others = {
  garbage: 'garbage collection',
  node: 'node and kernel between calls',
  threads: 'other threads: disk, workers, node',
} as const;
const idle = '(idle)';

/**
 * A sample counts for the nearest caller whose file says what it is for, and for the acknowledgement if one of its callers is that.
 * @param mainThreadShare of the CPU of the whole process, as Linux counted it: the profile knows only that thread
 */
export function sharesOf(profile: CpuProfile, mainThreadShare: number): readonly Share[] {
  const nameOf = namesOf(profile.nodes);
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const name = nameOf.get(id);
    if (name === undefined || name === idle) continue;
    const time = profile.timeDeltas[index] ?? 0;
    times.set(name, (times.get(name) ?? 0) + time);
    total += time;
  }
  const shares = [...times].map(([name, time]) => ({ name, share: (time / total) * mainThreadShare }));
  return [...shares, { name: others.threads, share: 1 - mainThreadShare }].sort((a, b) => b.share - a.share);
}

/** What each node of the call tree counts for. */
function namesOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const names = new Map<number, string>();
  const visit = (node: ProfileNode, inherited: string): void => {
    const name = nameAt(node, inherited);
    names.set(node.id, name);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, name);
    }
  };
  const [root] = nodes;
  if (root !== undefined) visit(root, others.node);
  return names;
}

function nameAt({ callFrame: { functionName, url } }: ProfileNode, inherited: string): string {
  if (functionName === idle) return idle;
  if (functionName === '(garbage collector)') return others.garbage;
  if (inherited === 'acknowledgement' || acknowledgement.test(url)) return 'acknowledgement';
  return places.find(([, pattern]) => pattern.test(url))?.[0] ?? inherited;
}
