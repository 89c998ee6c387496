import type { Server } from './client.ts';
import { Histogram } from './histogram.ts';
import type { LoadOf, LoadOrder, LoadResult } from './order.ts';
import { settledMemory } from './probe.ts';
import { whenQuiet } from './span.ts';

const warmUpPages = 20;
const pages = 200;
const perPage = 10;

interface Page {
  readonly documents: readonly unknown[];
}

/** Somebody looks at the first page of the list, again and again, when the server has just started. */
export async function runListing(server: Server, order: LoadOrder<LoadOf<'listing'>>): Promise<LoadResult> {
  await whenQuiet(server.pid);
  const { residentBytes } = await settledMemory(order);
  const durations = new Histogram();
  let complete = true;
  for (let page = 0; page < warmUpPages + pages; page += 1) {
    const startMs = performance.now();
    const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/documents?limit=${perPage}`);
    const { documents } = (await response.json()) as Page;
    if (page >= warmUpPages) durations.add(performance.now() - startMs);
    complete &&= documents.length === perPage;
  }
  return {
    figures: { residentMiB: residentBytes / 2 ** 20, pageMs: durations.quantileMs(0.5) },
    complete,
    serverBusy: 0,
    generatorBusy: 0,
    lateP99Ms: 0,
  };
}
