import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { attackNames } from './attacks.ts';
import { riseShareMax } from './memoryWatch.ts';
import { type SoakReport, warmUpShare } from './soak.ts';
import type { Trend } from './trend.ts';
import { serverArgs } from './watchedServer.ts';

type Row = readonly (string | number)[];

const mebibyte = 2 ** 20;

/** What a run came to, as Markdown. @param command that repeats it */
export function reportText(report: SoakReport, command: string): string {
  return [
    '# What half an hour leaves behind',
    '',
    `Written by \`${command} --write\`, and not by hand. [README.md](README.md) says what is done and looked at.`,
    '',
    verdict(report),
    '',
    ...table([['what', 'came to'], ...circumstances()]),
    '',
    '## Who was there',
    '',
    ...table([['who', 'how many'], ...people(report)]),
    '',
    '## What was left of it',
    '',
    ...memory(report),
    '',
    ...table([['counted', 'before the first came', 'after the last had gone'], ...leftOver(report)]),
    '',
    '## Whom the server turned away, and why',
    '',
    ...table([['reason', 'times'], ...refusals(report)]),
    '',
  ].join('\n');
}

function verdict({ findings, documents, tokens }: SoakReport): string {
  if (findings.length > 0) return ['FAILED:', '', ...findings.map((text) => `- ${text}`)].join('\n');
  return (
    `Nothing was found. Each of ${count(documents)} documents held each of ${count(tokens)} tokens once, and was equal in content, ids and ` +
    'deletions to what its authors had when they left, together: before a restart of the server, and after it. `scriptorium check` was content.'
  );
}

function circumstances(): readonly Row[] {
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return [
    [
      'machine',
      `${availableParallelism()} cores of ${cpus()[0]?.model}, ${memoryGiB} GiB, shared with other work`,
    ],
    ['system', `${platform()} ${release()}, ${arch()}, node ${process.versions.node}`],
    ['clients', clientVersions()],
    [
      'server',
      `LevelDB, tokens by \`--auth-secret\`, \`${serverArgs.map((pair) => pair.join(' ')).join(' ')}\``,
    ],
  ];
}

/** As they are installed here. */
function clientVersions(): string {
  const names = ['y-websocket-2', 'y-websocket', 'hocuspocus-provider-2', 'hocuspocus-provider-3'];
  return [...names, '@hocuspocus/provider', '@y-sweet/client', 'yjs']
    .map((name) => `${name} ${versionOf(name)}`)
    .join(', ');
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function people(report: SoakReport): readonly Row[] {
  const { providers, bare, hostile } = report.people;
  const { attacks, failures, latestSeconds } = report.tally;
  return [
    [
      'at a time',
      `${count(providers + bare + hostile)} clients: ${providers} with real providers, ${bare} with bare sockets, ${hostile} hostile`,
    ],
    ['for', `${(report.seconds / 60).toFixed(1)} minutes`],
    ['visits of honest people', count(sum([...report.visits.values()]))],
    ...[...report.visits].sort().map(([client, visits]): Row => [`… with ${client}`, count(visits)]),
    ...Object.entries(failures).map(
      ([failure, times = 0]): Row => [`… of whose connections were ${failure}`, count(times)],
    ),
    ['attacks', count(sum(Object.values(attacks)))],
    ...attackNames.map((name): Row => [`… ${name}`, count(attacks[name] ?? 0)]),
    ['a client came to its work late by, at most', `${latestSeconds.toFixed(2)} s`],
    ['connections in all', count(sumOf(report, 'scriptorium_connections_opened_total'))],
    ['messages taken', count(sumOf(report, 'scriptorium_messages_received_total'))],
    ['updates delivered', count(sumOf(report, 'scriptorium_updates_delivered_total'))],
  ];
}

function memory({ trends, resident, held }: SoakReport): readonly string[] {
  const rows = [
    trendRow('resident', trends.resident, riseShareMax.resident),
    trendRow('resident, without mapped files', trends.anonymous),
    trendRow('held after a full collection', trends.held, riseShareMax.held),
  ];
  return [
    `Memory, in MiB, over the last ${Math.round((1 - warmUpShare) * 100)} % of the time, of ${resident.length} looks at what is resident and ${held.length} at what is held in all:`,
    'the line whose slope is the median of the slopes between all pairs of looks (Theil and Sen), which a quarter of outliers does not turn.',
    '',
    ...table([['memory', 'median', 'rise of the line over that time', 'may rise by'], ...rows]),
  ];
}

function trendRow(name: string, { median, rise }: Trend, shareMax?: number): Row {
  const bound =
    shareMax === undefined ? '' : `${((median * shareMax) / mebibyte).toFixed(1)} (${shareMax * 100} %)`;
  return [name, (median / mebibyte).toFixed(1), (rise / mebibyte).toFixed(2), bound];
}

function leftOver({ before, after }: SoakReport): readonly Row[] {
  const rowsOf = (title: string, then: Counts, now: Counts): readonly Row[] =>
    Object.keys({ ...then, ...now }).map((name) => [
      `${title}: ${baseOf(name)}`,
      then[name] ?? 0,
      now[name] ?? 0,
    ]);
  return [
    ...rowsOf('descriptors', before.descriptors, after.descriptors),
    ...rowsOf('objects', before.objects, after.objects),
    ['held, in MiB', (before.heldBytes / mebibyte).toFixed(1), (after.heldBytes / mebibyte).toFixed(1)],
  ];
}

type Counts = Readonly<Record<string, number>>;

/** The last of a path, since the folder is a temporary one. */
function baseOf(path: string): string {
  return path.startsWith('/dev/') ? path : path.replace(/^\/.*?\/data\//, 'data/');
}

function refusals({ metrics }: SoakReport): readonly Row[] {
  return [...metrics].flatMap(([name, value]): readonly Row[] => {
    const [, reason] = /^scriptorium_refusals_total\{reason="(.+)"\}$/.exec(name) ?? [];
    return reason === undefined ? [] : [[reason, count(value)]];
  });
}

function sumOf({ metrics }: SoakReport, beginning: string): number {
  return sum([...metrics].flatMap(([name, value]) => (name.startsWith(beginning) ? [value] : [])));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function table([heading = [], ...rows]: readonly Row[]): readonly string[] {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)];
}
