import { renameSync, writeFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Session } from 'node:inspector';
import { Server, Socket } from 'node:net';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into a server before its own program where the operating system alone can't tell what is asked for: on SIGUSR2 it
 * collects garbage and writes what is still held (`BENCH_PROBE=memory`), or begins and ends a CPU profile (`profile`); on SIGPWR it
 * writes how many objects there are of what a server must give back.
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

const timer = setTimeout(() => {}, 0);
clearTimeout(timer);

/** What a server must give back. Timers are counted that keep no process alive, too, which Node does not list. */
const counted = { timers: timer.constructor, sockets: Socket, servers: Server, requests: IncomingMessage };

/** Walks the whole heap for each kind: a second or more in which nothing else is done. */
function objectsProbe() {
  const counts = Object.entries(counted).map(([name, kind]) => [
    name,
    queryObjects(kind, { format: 'count' }),
  ]);
  write(Object.fromEntries(counts));
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

if (isMainThread && BENCH_PROBE !== undefined) {
  process.on('SIGUSR2', BENCH_PROBE === 'memory' ? memoryProbe() : profileProbe());
  process.on('SIGPWR', objectsProbe);
}
