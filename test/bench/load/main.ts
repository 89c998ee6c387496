import type { Server } from './client.ts';
import { dialects } from './dialect.ts';
import { runHolding } from './holding.ts';
import { runIdling } from './idling.ts';
import { runJoining } from './joining.ts';
import { runListing } from './listing.ts';
import { runOpening } from './opening.ts';
import type { Load, LoadOrder, LoadResult } from './order.ts';
import { runPresence } from './presence.ts';
import { runStalling } from './stalling.ts';
import { runTaking } from './taking.ts';
import { runTyping } from './typing.ts';

/** The load generator: a process of its own, told what to do by one JSON argument, and answering with one line of JSON. */

type Run<L extends Load> = (server: Server, order: LoadOrder<L>) => Promise<LoadResult>;

const runs: { readonly [Kind in Load['kind']]: Run<Extract<Load, { readonly kind: Kind }>> } = {
  typing: runTyping,
  presence: runPresence,
  taking: runTaking,
  joining: runJoining,
  idling: runIdling,
  holding: runHolding,
  stalling: runStalling,
  opening: runOpening,
  listing: runListing,
};

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
const server = { port: order.port, pid: order.serverPid, dialect: dialects[order.dialect] };
const run = runs[order.load.kind] as Run<Load>;
console.log(JSON.stringify(await run(server, order)));
process.exit(0);
