import { setTimeout as pause } from 'node:timers/promises';
import { type CpuTime, cpuSecondsBetween, cpuTime, threadSecondsBetween } from './processUsage.ts';

/** What was used while something was measured. */
export interface Usage {
  readonly seconds: number;
  readonly serverCpuSeconds: number;
  /** Of that, what its main thread used; the rest is the disk's threads, workers and node's own. */
  readonly serverMainThreadSeconds: number;
  /** Shares of one core. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

interface Look {
  readonly atMs: number;
  readonly server: CpuTime;
  readonly own: CpuTime;
}

/** From its making until `end`: time, and the CPU of the server and of this process. */
export class Span {
  readonly #serverPid: number;
  readonly #before: Look;

  constructor(serverPid: number) {
    this.#serverPid = serverPid;
    this.#before = look(serverPid);
  }

  end(): Usage {
    const [before, after] = [this.#before, look(this.#serverPid)];
    const seconds = (after.atMs - before.atMs) / 1000;
    const serverCpuSeconds = cpuSecondsBetween(before.server, after.server);
    return {
      seconds,
      serverCpuSeconds,
      serverMainThreadSeconds: threadSecondsBetween(before.server, after.server, this.#serverPid),
      serverBusy: serverCpuSeconds / seconds,
      generatorBusy: cpuSecondsBetween(before.own, after.own) / seconds,
    };
  }
}

function look(serverPid: number): Look {
  return { atMs: performance.now(), server: cpuTime(serverPid), own: cpuTime(process.pid) };
}

const quietMs = 500;
const quietCpuSeconds = 0.005;
const quietLimitMs = 60_000;

/**
 * Resolves when the server has done what it had to do: half a second in which it used next to no CPU.
 * @param atLeastMs for what it puts off, such as Hocuspocus storing a document 2 s after an edit
 * @throws when it is never quiet
 */
export async function whenQuiet(serverPid: number, atLeastMs = quietMs): Promise<void> {
  const startMs = performance.now();
  while (performance.now() < startMs + quietLimitMs) {
    const before = cpuTime(serverPid);
    await pause(quietMs);
    const used = cpuSecondsBetween(before, cpuTime(serverPid));
    if (used <= quietCpuSeconds && performance.now() >= startMs + atLeastMs) return;
  }
  throw new Error(`The server was busy for more than ${quietLimitMs / 1000} s with nothing to do.`);
}
