import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a server before its own program where the operating system alone can't tell what is asked for: on SIGUSR2 it
 * collects garbage and writes what is still held (`BENCH_PROBE=memory`), or begins and ends a CPU profile (`profile`).
 */

const { BENCH_PROBE, BENCH_PROBE_FILE } = process.env;

function write(value) {
  writeFileSync(`${BENCH_PROBE_FILE}.new`, `${JSON.stringify(value)}\n`);
  renameSync(`${BENCH_PROBE_FILE}.new`, BENCH_PROBE_FILE);
}

function memoryProbe() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  return () => {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const { heapUsed, external } = process.memoryUsage();
    write({ heldBytes: heapUsed + external });
  };
}

function profileProbe() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 250 });
  let isRunning = false;
  return () => {
    if (isRunning) session.post('Profiler.stop', (_error, { profile }) => write(profile));
    else session.post('Profiler.start', () => write({}));
    isRunning = true;
  };
}

if (isMainThread && BENCH_PROBE !== undefined)
  process.on('SIGUSR2', BENCH_PROBE === 'memory' ? memoryProbe() : profileProbe());
