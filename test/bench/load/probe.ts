import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { LoadOrder } from './order.ts';
import { residentBytes } from './processUsage.ts';

type Probed = Pick<LoadOrder, 'serverPid' | 'probeFile'>;

/** What a server holds once everything that nobody needs has been collected. */
export interface Memory {
  /** As the operating system sees it. */
  readonly residentBytes: number;
  /** Objects and buffers, as node sees it. */
  readonly heldBytes: number;
}

/** Asks for a full collection first, of every server alike, so that the figure is what is held and not what is left over. */
export async function settledMemory(order: Probed): Promise<Memory> {
  const held = JSON.parse(await ask(order)) as Omit<Memory, 'residentBytes'>;
  return { residentBytes: residentBytes(order.serverPid).now, ...held };
}

/** How many objects there are of what a server must give back, such as timers. It does nothing else for a second or more. */
export async function liveObjects(order: Probed): Promise<Readonly<Record<string, number>>> {
  return JSON.parse(await ask(order, 'SIGPWR')) as Readonly<Record<string, number>>;
}

/** Where the server was started to be profiled, it is profiled meanwhile. */
export async function profiled<T>(order: LoadOrder, work: () => Promise<T>): Promise<T> {
  if (!order.isProfiled) return work();
  await ask(order);
  const result = await work();
  await ask(order);
  return result;
}

const pauseMs = 20;
const patienceMs = 60_000;

/** @returns what the probe in the server wrote when it was signalled. @throws when it writes nothing. */
async function ask({ serverPid, probeFile }: Probed, signal: NodeJS.Signals = 'SIGUSR2'): Promise<string> {
  rmSync(probeFile, { force: true });
  process.kill(serverPid, signal);
  const endMs = performance.now() + patienceMs;
  while (performance.now() < endMs) {
    const text = await readFile(probeFile, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return text;
    await pause(pauseMs);
  }
  throw new Error('The server did not answer its probe.');
}
