import { parentPort } from 'node:worker_threads';
import { type Jobs, jobs } from './jobs.ts';

/** The thread does one job at a time and says when it is ready for the first. */
export type Call = {
  readonly [Name in keyof Jobs]: { readonly name: Name; readonly input: Parameters<Jobs[Name]>[0] };
}[keyof Jobs];

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: string };

function run(call: Call): Reply {
  try {
    const job = jobs[call.name] as (input: Call['input']) => unknown;
    return { kind: 'done', output: job(call.input) };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function send(reply: Reply): void {
  const output = reply.kind === 'done' ? reply.output : undefined;
  const isOwn = output instanceof Uint8Array && output.buffer instanceof ArrayBuffer;
  parentPort?.postMessage(reply, isOwn ? [output.buffer] : []);
}

parentPort?.on('message', (call: Call) => send(run(call)));
send({ kind: 'ready' });
