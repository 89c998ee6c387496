import { expect, it } from 'vitest';
import { chat } from './chat.fixture.ts';
import { detailsOf, summaryOf } from './markdown.ts';
import { textOf } from './plainText.ts';
import type { Report } from './report.ts';
import { mergeReports } from './results.ts';

it('a report has medians with their spread, ratios within a round, targets, shares, and who was the limit', () => {
  expect(textOf(chat).trim().split('\n')).toEqual([
    'chat: 2 people talk',
    '3 rounds of 2 s on 2 cores, node v24. They talk slowly.',
    '',
    'server        CPU µs               latency ms           Scriptorium : it',
    'Scriptorium   4.00 (4.00 to 8.00)  6.00 (6.00 to 12.0)',
    'Hocuspocus 4  16.0 (10.0 to 20.0)  2.00 (1.00 to 3.00)  0.40 (0.25 to 0.40)',
    '✓ CPU µs: 0.40 (0.25 to 0.40) of hocuspocus; to reach ≤ 0.50',
    '✗ latency ms: 6.00 (6.00 to 12.0); to reach ≤ 5.00',
    "Scriptorium's CPU, from one more run under a profiler: log 25 %",
    '! Hocuspocus 4: not everything arrived everywhere.',
    '! Hocuspocus 4: the server was near its own limit (99 % of a core).',
    '! Hocuspocus 4: the load generator was the limit (10 % of a core, 80 ms late): is the machine busy otherwise?',
  ]);
});

it('the summary has a row for each scenario, empty where a server took no part', () => {
  const relayed: Report = {
    ...chat,
    scenario: { ...chat.scenario, title: '2 others talk', targets: [] },
    measured: chat.measured.slice(0, 1).map(({ results }) => ({
      contender: { key: 'relay', name: 'relay' },
      results,
    })),
  };
  expect(summaryOf([chat, relayed]).split('\n').slice(0, 4)).toEqual([
    '|  | Scriptorium | relay | Hocuspocus 4 | to reach |',
    '| --- | --: | --: | --: | --: |',
    '| 2 people talk: CPU µs | 4.00 |  | 16.0 | ✓ 0.40 of hocuspocus, ≤ 0.50<br>✗ latency ms: 6.00, ≤ 5.00 |',
    '| 2 others talk: CPU µs |  | 4.00 |  |  |',
  ]);
});

it('the details have a section for each scenario', () => {
  expect(detailsOf([chat])).toContain('\n## chat: 2 people talk\n');
});

it('new measurements take the place of older ones of the same scenario, and the others stay', () => {
  const named = (name: string, machine: string) => ({
    ...chat,
    machine,
    scenario: { ...chat.scenario, name },
  });
  const known = [named('a', 'old'), named('gone', 'old'), named('b', 'old')];
  const merged = mergeReports(known, [named('b', 'new'), named('c', 'new')], ['a', 'b', 'c', 'd']);
  expect(merged.map(({ scenario, machine }) => [scenario.name, machine])).toEqual([
    ['a', 'old'],
    ['b', 'new'],
    ['c', 'new'],
  ]);
});
