import { createHash } from 'node:crypto';
import { parseDocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { openLevelLog } from './levelLog.ts';

/**
 * A program that appends 2,000 entries to one document, one after the other, each until it is stored. It is run with a
 * limit on the size of files, so that the operating system refuses some writes. Prints how many were refused, and what
 * it wrote as a hash.
 *
 * Argument: directory.
 */
const name = parseDocumentName('document');
const log = await openLevelLog({ directory: process.argv[2] ?? '' });
const hash = createHash('sha256');
let refusals = 0;

// Without a listener the signal that tells of the limit would end the process.
process.on('SIGXFSZ', () => {});
for (let number = 1; number <= 2000; number += 1) {
  const update = new Uint8Array(600).fill(number % 256);
  hash.update(update);
  for (let isStored = false; !isStored; ) isStored = await tryAppend(number, update);
}
await log.close();
console.log(JSON.stringify({ refusals, hash: hash.digest('hex') }));

async function tryAppend(number: number, update: Uint8Array): Promise<boolean> {
  try {
    const last = await log.append(name, [{ timeMs: number, author: '', update }]);
    if (last !== number) throw new Error(`Entry ${number} was stored as ${last}.`);
    return true;
  } catch (error) {
    if (!(error instanceof LogError) || error.code !== 'WRITE_FAILED') throw error;
    const stored = await log.read(name);
    if (stored?.last !== number - 1) throw new Error(`Refusing entry ${number} left ${stored?.last}.`);
    refusals += 1;
    return false;
  }
}
