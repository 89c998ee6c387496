import { createHash } from 'node:crypto';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import type { Entry, UpdateLog } from '../updateLog.ts';
import { openLevelLog } from './levelLog.ts';
import { createRandom } from './random.fixture.ts';

/**
 * A program that appends to some documents at once until it is killed, and prints `name sequence hash` when an entry
 * has been acknowledged. What it writes can be checked by itself: an entry's time is its number in this run, and its
 * author the hash of its bytes.
 *
 * Arguments: directory, seed, names of the documents.
 */
const [directory = '', seed = '', ...names] = process.argv.slice(2);
const random = createRandom(Number(seed));

console.log('opening');
const log = await openLevelLog({ directory, looseRunsMax: 3 });
await Promise.all(names.map((name) => appendForever(log, parseDocumentName(name))));

/** Up to three appends of up to three entries are under way for each document. */
async function appendForever(log: UpdateLog, name: DocumentName): Promise<void> {
  for (let number = 1; ; ) {
    const flights = Array.from({ length: 1 + random(3) }, () => {
      const entries = createEntries(number, 1 + random(3));
      number += entries.length;
      return entries;
    });
    const appends = flights.map(async (entries) => {
      acknowledge(name, entries, await log.append(name, entries));
    });
    const description = { editedMs: number, summary: { title: `${number}`, excerpt: '', words: 1 } };
    await Promise.all([...appends, log.describe(name, description)]);
  }
}

function createEntries(first: number, count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, i) => {
    const lengthMax = random(20) === 0 ? 50_000 : 200;
    const update = new Uint8Array(1 + random(lengthMax)).fill(random(256));
    return { timeMs: first + i, author: createHash('sha256').update(update).digest('hex'), update };
  });
}

function acknowledge(name: DocumentName, entries: readonly Entry[], last: number): void {
  const lines = entries.map(({ author }, i) => `${name} ${last - entries.length + 1 + i} ${author}\n`);
  // Standard output is a pipe, to which Node writes synchronously: a line is out before the next append begins.
  process.stdout.write(lines.join(''));
}
