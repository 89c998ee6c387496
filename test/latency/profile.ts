import type { CDPSession, Page } from 'playwright-core';
import type { Contender, LatencyPage } from './page.ts';
import type { Stage } from './stage.ts';

type Sample = Awaited<ReturnType<typeof sampleKeys>>;

/** Until the browser has compiled what runs, and then while it is looked at. */
const warmKeys = 300;
const keys = 1500;
const intervalUs = 100;
const shownFunctions = 16;
const contenders: readonly Contender[] = ['prosemirror', 'scriptorium'];

/**
 * In which functions another's key spends its time, as a table in Markdown: µs for each key, of the editor and of ProseMirror's view alone. The
 * profiler makes it longer than it is, so it is the shares that say something.
 */
export async function profileOf(stage: Stage, sizes: readonly number[]): Promise<string> {
  const tables: string[] = [];
  for (const contender of contenders) {
    const columns: Sample[] = [];
    for (const blocks of sizes)
      columns.push(await stage.visit((page) => sampleKeys(page, { contender, blocks })));
    tables.push(tableOf(contender, sizes, columns));
  }
  return tables.join('\n\n');
}

/** @returns how long each function ran itself, in µs for each key */
async function sampleKeys(
  page: Page,
  { contender, blocks }: { readonly contender: Contender; readonly blocks: number },
): Promise<ReadonlyMap<string, number>> {
  await page.evaluate((trial) => (globalThis as unknown as LatencyPage).open(trial), {
    contender,
    blocks,
    kind: 'paragraph',
  } as const);
  const hear = (count: number) =>
    page.evaluate((times) => (globalThis as unknown as LatencyPage).hear(times), count);
  await hear(warmKeys);
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: intervalUs });
  await session.send('Profiler.start');
  await hear(keys);
  return selfTimes(session);
}

async function selfTimes(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { profile } = await session.send('Profiler.stop');
  const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const times = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const name = names.get(id) || 'without a name';
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / keys);
  }
  return times;
}

function tableOf(contender: Contender, sizes: readonly number[], columns: readonly Sample[]): string {
  const last = [...(columns.at(-1) ?? [])].toSorted(([, a], [, b]) => b - a).slice(0, shownFunctions);
  const lines = last.map(([name]) => [name, ...columns.map((column) => (column.get(name) ?? 0).toFixed(1))]);
  return [[contender, ...sizes.map(String)], ['---', ...sizes.map(() => '--:')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
