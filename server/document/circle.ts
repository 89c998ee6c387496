import type { Dependency, UpdateScan } from './scan.ts';

/** A client's part of an update, on the way through `hasCircle`. */
interface Section {
  readonly depends: Dependency[];
  /** How many of `depends` are met. */
  met: number;
  /** The clock that everything before the next unmet dependency reaches; at the end, that of the last struct. */
  reached: number;
  to: number;
  /** While it is on the stack: whoever put it there needs it to get past this clock. */
  until: number | undefined;
}

/**
 * Whether structs of an update wait for each other in a circle, for instance A:1 for B:1 and B:1 for A:1. No client makes that,
 * but Yjs would keep it, and all that these clients send later, pending for ever. Follows the way in which Yjs integrates: a struct
 * that misses another client's puts that client's part first. Each dependency is met once, so this costs time in proportion to them.
 * @param known the clock that a client has in the document
 */
export function hasCircle(scan: UpdateScan, known: (client: number) => number): boolean {
  const sections = sectionsOf(scan, known);
  const reachedBy = (client: number) => Math.max(known(client), sections.get(client)?.reached ?? 0);
  for (const root of sections.values()) {
    root.until = Number.POSITIVE_INFINITY;
    const stack = [root];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const blocked = advance(top, reachedBy);
      if (blocked === undefined) {
        top.until = undefined;
        stack.pop();
        continue;
      }
      const needed = sections.get(blocked.onClient);
      if (needed === undefined || needed.until !== undefined || needed.to <= blocked.onClock) return true;
      needed.until = blocked.onClock;
      stack.push(needed);
    }
  }
  return false;
}

/** Goes on until the section is past what is asked of it. @returns the dependency that keeps it from that. */
function advance(section: Section, reachedBy: (client: number) => number): Dependency | undefined {
  for (;;) {
    const next = section.depends[section.met];
    section.reached = next === undefined ? section.to : next.clock;
    if (next === undefined || section.reached > (section.until ?? 0)) return undefined;
    if (reachedBy(next.onClient) <= next.onClock) return next;
    section.met++;
  }
}

function sectionsOf(scan: UpdateScan, known: (client: number) => number): ReadonlyMap<number, Section> {
  const sections = new Map<number, Section>();
  for (const { client, to } of scan.structs) {
    const section = sections.get(client);
    if (section !== undefined) section.to = to;
    else sections.set(client, { depends: [], met: 0, reached: known(client), to, until: undefined });
  }
  for (const dependency of scan.depends) sections.get(dependency.client)?.depends.push(dependency);
  return sections;
}
