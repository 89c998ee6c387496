import { readFile } from 'node:fs/promises';

/** What Linux says of a process's memory, in bytes. */
export interface ProcessMemory {
  readonly resident: number;
  /** The most that it ever was. */
  readonly peak: number;
}

export async function memoryOf(pid: number): Promise<ProcessMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const bytesOf = (label: string) => Number(new RegExp(`${label}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  return { resident: bytesOf('VmRSS'), peak: bytesOf('VmHWM') };
}
