import { parseDocumentName } from '../documentName.ts';
import type { UpdateLog } from '../updateLog.ts';
import { withDirectory } from './directory.fixture.ts';
import { openLevelLog } from './levelLog.ts';

/**
 * Measures how fast a log in the directory for temporary files takes entries of 30 bytes, and prints the table of the
 * README: `npx tsx --conditions source persistence/level/speed.fixture.ts`
 */
const durationMs = 3000;
const update = new Uint8Array(30).map((_, i) => i);

console.log('| authors, one document each, one append at a time each | entries/s | CPU µs per entry |');
console.log('|---|---|---|');
for (const authors of [1, 10, 100, 1000]) console.log(await measure(authors));

async function measure(authors: number): Promise<string> {
  let row = '';
  await withDirectory(async (directory) => {
    const log = await openLevelLog({ directory });
    await appendFor(log, { authors, durationMs: durationMs / 10 });
    const cpu = process.cpuUsage();
    const started = performance.now();
    const entries = await appendFor(log, { authors, durationMs });
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    row = `| ${authors} | ${Math.round(entries / seconds)} | ${((user + system) / entries).toFixed(1)} |`;
    await log.close();
  });
  return row;
}

async function appendFor(
  log: UpdateLog,
  { authors, durationMs }: { readonly authors: number; readonly durationMs: number },
): Promise<number> {
  const end = performance.now() + durationMs;
  const counts = await Promise.all(
    Array.from({ length: authors }, async (_, i) => {
      const name = parseDocumentName(`document ${i}`);
      let count = 0;
      for (; performance.now() < end; count += 1)
        await log.append(name, [{ timeMs: count, author: 'author', update }]);
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
