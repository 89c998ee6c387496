import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bytesOf } from '../contract/bench.ts';
import { parseDocumentName } from '../documentName.ts';
import { sequenceZero } from '../sequence.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import type { Head } from './head.ts';
import { openLevelLog } from './levelLog.ts';
import { planAppends } from './mutation.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('startup.fixture.ts', import.meta.url));

interface Cost {
  readonly openMs: number;
  readonly openMiB: number;
  readonly firstPageMs: number;
  readonly middlePageMs: number;
}

/** What a process of its own needs to open a log of so many documents, and to list them: the least of some times. */
async function costOf(documents: number): Promise<Cost> {
  const costs: Cost[] = [];
  await withDirectory(async (directory) => {
    await fill(directory, documents);
    for (let time = 0; time < 5; time += 1) {
      const args = ['--import', 'tsx', program, directory, `${documents / 2}`];
      costs.push(JSON.parse((await run(process.execPath, args)).stdout));
    }
  });
  const least = (of: keyof Cost) => Math.min(...costs.map((cost) => cost[of]));
  return {
    openMs: least('openMs'),
    openMiB: least('openMiB'),
    firstPageMs: least('firstPageMs'),
    middlePageMs: least('middlePageMs'),
  };
}

/** Past the log, in big batches: the log would read of each document first that it isn't there. */
async function fill(directory: string, documents: number): Promise<void> {
  await (await openLevelLog({ directory })).close();
  await tamper(directory, async (database) => {
    for (let at = 0; at < documents; at += 10_000) {
      const heads = Array.from({ length: Math.min(10_000, documents - at) }, (_, i) => emptyHead(at + i));
      const plans = heads.map((head, i) =>
        planAppends(head, [{ timeMs: at + i, author: '', update: bytesOf(head.name) }]),
      );
      await database.write(plans.flatMap(({ operations }) => operations));
    }
  });
}

function emptyHead(number: number): Head {
  return {
    name: parseDocumentName(`document ${number}`),
    last: sequenceZero,
    checkpointUpTo: sequenceZero,
    deleted: false,
    listing: undefined,
    loose: { after: sequenceZero, runs: 0 },
    damage: undefined,
  };
}

it('a log of 100,000 documents opens as quickly as one of ten, in the same memory, and its pages cost the same', async () => {
  const few = await costOf(10);
  const many = await costOf(100_000);
  console.log(`10 documents: ${JSON.stringify(few)}; 100,000: ${JSON.stringify(many)}`);
  // Once to walk over the list would take 300 ms and 90 MiB.
  expect(many.openMs).toBeLessThan(few.openMs * 2 + 20);
  expect(many.openMiB).toBeLessThan(few.openMiB + 8);
  // Ten lines lie in ten blocks instead of one, each of 4 kB and compressed, at the beginning of the list or in the middle.
  expect(many.firstPageMs).toBeLessThan(few.firstPageMs * 3 + 2);
  expect(many.middlePageMs).toBeLessThan(few.firstPageMs * 3 + 2);
}, 120_000);
