import { readFile, writeFile } from 'node:fs/promises';
import { detailsOf, summaryOf } from './markdown.ts';
import type { Report } from './report.ts';

const resultsFile = new URL('../results.json', import.meta.url);
const detailsFile = new URL('../RESULTS.md', import.meta.url);
const summaryFile = new URL('../../../README.md', import.meta.url);
const [begin, end] = ['<!-- npm run bench -- --write -->', '<!-- end of the benchmark -->'];

/** All measurements that the tables are made of. @throws when the file is no JSON. */
export async function readResults(): Promise<readonly Report[]> {
  const text = await readFile(resultsFile, 'utf8').catch(() => '[]');
  return JSON.parse(text) as readonly Report[];
}

/** Puts new measurements in the place of older ones of the same scenarios, in the order of `names`, and makes the tables anew. */
export async function writeResults(news: readonly Report[], names: readonly string[]): Promise<void> {
  const reports = mergeReports(await readResults(), news, names);
  await writeFile(resultsFile, `${JSON.stringify(reports, undefined, 1)}\n`);
  for (const { file, text } of await documentsOf(reports)) await writeFile(file, text);
}

export function mergeReports(
  known: readonly Report[],
  news: readonly Report[],
  names: readonly string[],
): readonly Report[] {
  return names.flatMap((name) => {
    const isIt = ({ scenario }: Report): boolean => scenario.name === name;
    return news.find(isIt) ?? known.find(isIt) ?? [];
  });
}

/** The files that are made of these measurements, as they should be. */
export async function documentsOf(
  reports: readonly Report[],
): Promise<readonly { readonly file: URL; readonly text: string }[]> {
  const readme = await readFile(summaryFile, 'utf8');
  return [
    { file: detailsFile, text: detailsOf(reports) },
    { file: summaryFile, text: replaceBetween(readme, `\n${summaryOf(reports)}\n`) },
  ];
}

/** @throws when the markers are not there. */
function replaceBetween(text: string, replacement: string): string {
  const [before, rest] = split(text, begin);
  const [, after] = split(rest, end);
  return `${before}${begin}\n${replacement}\n${end}${after}`;
}

function split(text: string, marker: string): readonly [string, string] {
  const at = text.indexOf(marker);
  if (at < 0) throw new Error(`README.md lacks the line ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
