import { readFileSync } from 'node:fs';

/** Of one unit of `/proc/<pid>/stat` times on Linux, whatever the kernel's own tick. */
const tickSeconds = 0.01;

/** CPU time of a process and all its threads, those that ended included, in seconds; as Linux counts it, to 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in parentheses, which may hold anything; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickSeconds;
}

/** The most memory it ever had resident. */
export function peakMemoryMiB(pid: number): number {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}
