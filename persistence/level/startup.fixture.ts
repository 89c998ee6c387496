import { openLevelLog } from './levelLog.ts';

/**
 * A program that opens a log, lists pages of ten, and prints as JSON what that took: CPU in milliseconds of all threads, and by how
 * much its memory grew until the log was open. The second argument is a time of edits in the middle of the list.
 */
const [directory = '', middleMs = '0'] = process.argv.slice(2);
const pages = 20;

const memoryBefore = process.memoryUsage().rss;
const opening = process.cpuUsage();
const log = await openLevelLog({ directory, retention: { historyDays: 1 } });
const openMs = cpuMs(opening);
const openMiB = (process.memoryUsage().rss - memoryBefore) / 2 ** 20;

const [first] = await log.list({ limit: 10 });
const listing = process.cpuUsage();
for (let page = 0; page < pages; page += 1) await log.list({ limit: 10 });
const firstPageMs = cpuMs(listing) / pages;

const walking = process.cpuUsage();
let after = first && { name: first.name, editedMs: Number(middleMs) };
for (let page = 0; page < pages && after !== undefined; page += 1)
  after = (await log.list({ limit: 10, after })).at(-1);
const middlePageMs = cpuMs(walking) / pages;
console.log(JSON.stringify({ openMs, openMiB, firstPageMs, middlePageMs }));
await log.close();

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}
