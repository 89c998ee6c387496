import { readdirSync, readFileSync } from 'node:fs';

/** Of one unit of `/proc/<pid>/stat` times on Linux, whatever the kernel's own tick. */
const tickSeconds = 0.01;

/** The CPU time that a process with all its threads has used. */
export interface CpuTime {
  /** To the tick, threads that have ended included. */
  readonly coarseSeconds: number;
  /** To the nanosecond, of each thread that still runs, by its id. */
  readonly threadSeconds: ReadonlyMap<number, number>;
}

export function cpuTime(pid: number): CpuTime {
  const threadIds = readdirSync(`/proc/${pid}/task`).map(Number);
  return {
    coarseSeconds: cpuSeconds(pid),
    threadSeconds: new Map(threadIds.flatMap((id) => threadSeconds(pid, id))),
  };
}

/** The CPU time between two looks: to the nanosecond unless threads ended in between, and then to the tick. */
export function cpuSecondsBetween(before: CpuTime, after: CpuTime): number {
  const coarse = after.coarseSeconds - before.coarseSeconds;
  const fine = sum(after.threadSeconds.values()) - sum(before.threadSeconds.values());
  return Math.abs(coarse - fine) <= 2 * tickSeconds ? Math.max(fine, 0) : coarse;
}

/** The same of one thread; the main thread has the number of its process. */
export function threadSecondsBetween(before: CpuTime, after: CpuTime, threadId: number): number {
  return (after.threadSeconds.get(threadId) ?? 0) - (before.threadSeconds.get(threadId) ?? 0);
}

/** CPU time of a process and all its threads, those that ended included, in seconds; as Linux counts it, to 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in parentheses, which may hold anything; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickSeconds;
}

/** What it has resident now, of that what no file holds, and the most it ever had. */
export function residentBytes(pid: number): {
  readonly now: number;
  readonly anonymous: number;
  readonly peak: number;
} {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: field('VmRSS'), anonymous: field('RssAnon'), peak: field('VmHWM') };
}

function threadSeconds(pid: number, id: number): readonly (readonly [number, number])[] {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ');
    return [[id, Number(nanoseconds) / 1e9]];
  } catch {
    // It ended between the two looks, or this kernel doesn't keep the figure: the coarse one stands.
    return [];
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
