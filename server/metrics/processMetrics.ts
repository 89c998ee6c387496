import { readdirSync } from 'node:fs';
import type { Instruments, Sample } from './instrument.ts';
import type { LoopDelay } from './loopDelay.ts';

/** The process, under the names that dashboards for it know. */
export function describeProcess(instruments: Instruments, loopDelay: LoopDelay): void {
  const startSeconds = Date.now() / 1000 - process.uptime();
  instruments.counter({ name: 'process_cpu_seconds_total', help: 'CPU time of all threads' }, cpuSeconds);
  instruments.gauge({ name: 'process_resident_memory_bytes', help: 'Memory of the process' }, () => [
    { value: process.memoryUsage.rss() },
  ]);
  instruments.gauge({ name: 'process_start_time_seconds', help: 'When it started, since 1970' }, () => [
    { value: startSeconds },
  ]);
  instruments.gauge({ name: 'process_open_fds', help: 'Open file descriptors' }, openDescriptors);
  instruments.gauge(
    { name: 'nodejs_memory_bytes', help: 'Memory of JavaScript, by kind', labelNames: ['kind'] },
    memory,
  );
  instruments.gauge(
    {
      name: 'scriptorium_event_loop_delay_seconds',
      help: 'How late the process came to its work since the last scrape; quantile 1 is the longest',
      labelNames: ['quantile'],
    },
    () =>
      [...loopDelay.read()].map(([quantile, value]) => ({ labels: { quantile: String(quantile) }, value })),
  );
}

function cpuSeconds(): readonly Sample[] {
  const { user, system } = process.cpuUsage();
  return [{ value: (user + system) / 1e6 }];
}

function memory(): readonly Sample[] {
  const { heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  return Object.entries({ heapUsed, heapTotal, external, arrayBuffers }).map(([kind, value]) => ({
    labels: { kind },
    value,
  }));
}

/** Where the system does not tell, there is no sample. */
function openDescriptors(): readonly Sample[] {
  try {
    return [{ value: readdirSync('/proc/self/fd').length }];
  } catch {
    return [];
  }
}
