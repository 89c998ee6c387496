import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { attackNames } from './attacks.ts';
import { findingsOf, flatnessOf, riseShareMax } from './flatness.ts';
import type { SoakReport } from './soak.ts';
import type { Trend } from './trend.ts';
import { serverArgs } from './watchedServer.ts';

type Row = readonly (string | number)[];

const mebibyte = 2 ** 20;

/** What was measured, and where. */
export interface SoakResult {
  /** That repeats it. */
  readonly command: string;
  readonly circumstances: readonly Row[];
  readonly report: SoakReport;
}

/** What a run came to, as Markdown. */
export function reportText({ command, circumstances: rows, report }: SoakResult): string {
  return [
    '# What half an hour leaves behind',
    '',
    `Written by \`${command} --write\`, and not by hand. [README.md](README.md) says what is done and looked at.`,
    '',
    verdict(report),
    '',
    ...table([['what', 'is'], ...rows]),
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

function verdict(report: SoakReport): string {
  const [findings, { documents, tokens }] = [findingsOf(report), report];
  if (findings.length > 0) return ['FAILED:', '', ...findings.map((text) => `- ${text}`)].join('\n');
  return (
    `Nothing was found. Each of ${count(documents)} documents held each of ${count(tokens)} tokens once, and was equal in content, ids and ` +
    'deletions to what its authors had when they left, together: before a restart of the server, and after it. `scriptorium check` was content.'
  );
}

/** The machine and the versions. */
export function circumstances(): readonly Row[] {
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return [
    [
      'machine',
      `${availableParallelism()} cores of ${cpus()[0]?.model}, ${memoryGiB} GiB, shared with other work`,
    ],
    [
      'system',
      `${type()} ${release().split('.').slice(0, 2).join('.')}, ${arch()}, node ${process.versions.node}`,
    ],
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
    ['visits of honest people', count(sum(Object.values(report.visits)))],
    ...Object.entries(report.visits)
      .sort()
      .map(([client, visits]): Row => [`… with ${client}`, count(visits)]),
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

function memory(report: SoakReport): readonly string[] {
  const { resident, anonymous, held } = flatnessOf(report);
  const rows = [
    trendRow('resident', resident, riseShareMax),
    trendRow('resident, without mapped files', anonymous),
    trendRow('held after a full collection', held, riseShareMax),
  ];
  const seconds = (report.resident.at(-1)?.seconds ?? 0) - report.measuredFromSeconds;
  return [
    `Memory, in MiB, over the last ${Math.round(seconds / 60)} minutes, by ${report.resident.length} looks at what is resident and ${report.held.length} at what is held in`,
    'all: the least of each three minutes, and the line through these whose slope is the median of the slopes between all pairs (Theil, Sen).',
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
    Object.keys({ ...then, ...now }).map((name) => [`${title}: ${name}`, then[name] ?? 0, now[name] ?? 0]);
  return [
    ...rowsOf('descriptors', before.descriptors, after.descriptors),
    ...rowsOf('objects', before.objects, after.objects),
    ['held, in MiB', (before.heldBytes / mebibyte).toFixed(1), (after.heldBytes / mebibyte).toFixed(1)],
  ];
}

type Counts = Readonly<Record<string, number>>;

function refusals({ metrics }: SoakReport): readonly Row[] {
  return Object.entries(metrics).flatMap(([name, value]): readonly Row[] => {
    const [, reason] = /^scriptorium_refusals_total\{reason="(.+)"\}$/.exec(name) ?? [];
    return reason === undefined ? [] : [[reason, count(value)]];
  });
}

function sumOf({ metrics }: SoakReport, beginning: string): number {
  return sum(Object.entries(metrics).flatMap(([name, value]) => (name.startsWith(beginning) ? [value] : [])));
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
