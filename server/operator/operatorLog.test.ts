import { readFile } from 'node:fs/promises';
import { LogError, parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { events, type LogLevel } from './event.ts';
import { OperatorLog } from './operatorLog.ts';

/** A log whose lines and time the test holds. */
function open(level: LogLevel = 'info', isTerminal = false) {
  const lines: string[] = [];
  let nowMs = 0;
  const log = new OperatorLog({ level, isTerminal, write: (line) => lines.push(line), nowMs: () => nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, parsed, pass };
}

const document = parseDocumentName('letter');
const error = new LogError('WRITE_FAILED', 'no space left', { document, cause: new Error('ENOSPC') });

it('a line is one JSON object with level, time, event and words', () => {
  const { log, lines, parsed } = open();
  log.tell('listening', 'Scriptorium listens', { version: '1.2.3' });
  expect(lines[0]).toMatch(/^\{[^\n]+\}\n$/);
  expect(parsed()[0]).toMatchObject({ level: 'info', event: 'listening', message: 'Scriptorium listens' });
  expect(parsed()[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

it('a problem says which document, why, and the cause behind that', () => {
  const { log, parsed } = open();
  log.report({ what: 'An edit could not be written', document, error });
  expect(parsed()[0]).toMatchObject({
    level: 'error',
    event: 'problem',
    document: 'letter',
    error: { code: 'WRITE_FAILED', message: 'no space left', cause: { message: 'ENOSPC' } },
  });
});

it('what fails again and again is told once a minute, and how often it was not told', () => {
  const { log, parsed, pass } = open();
  for (let i = 0; i < 5; i += 1) log.report({ what: 'An edit could not be written', document, error });
  log.report({ what: 'A document could not be opened', document, error });
  pass(60_000);
  log.report({ what: 'An edit could not be written', document, error });
  expect(parsed().map(({ message, untold }) => [message, untold])).toEqual([
    ['An edit could not be written', undefined],
    ['A document could not be opened', undefined],
    ['An edit could not be written', 4],
  ]);
});

it('of an error only its words, code and causes are told, never what it carries', () => {
  const { log, lines } = open();
  const carrying = Object.assign(new Error('refused'), { token: 'sesame', update: new Uint8Array(99) });
  log.report({ what: 'It could not be decided', error: carrying });
  expect(lines.join('')).not.toMatch(/sesame|update/);
});

it('a limit is told as a warning, and who is turned away otherwise only when everything is', () => {
  const { log, parsed } = open();
  log.refused({ reason: 'denied', isLimit: false, address: '192.0.2.1' });
  log.refused({ reason: 'frameBytes', isLimit: true, address: '192.0.2.1' });
  expect(parsed()).toMatchObject([
    { level: 'warn', event: 'limit', reason: 'frameBytes', address: '192.0.2.1' },
  ]);
});

it('nothing is told below the level', () => {
  const { log, lines } = open('warn');
  log.tell('listening', 'Scriptorium listens');
  log.tell('unsaved', 'Not everything could be saved', { document: 'letter' });
  expect(lines).toHaveLength(1);
  expect(open('silent').lines).toEqual([]);
});

it('on a terminal a line is for people', () => {
  const { log, lines } = open('info', true);
  log.tell('listening', 'Scriptorium listens on http://127.0.0.1:1234');
  log.report({ what: 'An edit could not be written', document, error: 'the disk is full' });
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d Scriptorium listens on http:\/\/127\.0\.0\.1:1234\n$/);
  expect(lines[1]).toMatch(
    /^[\d:]+ error An edit could not be written \(document "letter"\): the disk is full\n$/,
  );
});

it('the README has a row for every event, as the table says it', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  for (const [name, { level, meaning }] of Object.entries(events))
    expect(readme).toContain(`| \`${name}\` | ${level} | ${meaning} |`);
});
