import { expect, test } from 'vitest';
import { EventParser } from './eventParser.ts';

/** The events of a text, as `name=data`, whatever pieces it comes in. */
function eventsOf(text: string): readonly string[] {
  const whole = parse([text]);
  for (let at = 0; at <= text.length; at += 1)
    expect(parse([text.slice(0, at), text.slice(at)])).toEqual(whole);
  expect(parse([...text])).toEqual(whole);
  return whole;
}

function parse(pieces: readonly string[]): readonly string[] {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece)).map(({ name, data }) => `${name}=${data}`);
}

test.each([
  ['nothing', '', []],
  ['an event', 'data: AQID\n\n', ['=AQID']],
  ['a name', 'event: opened\ndata: x\n\n', ['opened=x']],
  ['a name that is forgotten', 'event: a\ndata: 1\n\ndata: 2\n\n', ['a=1', '=2']],
  ['data in any place', 'data: 1\nevent: a\n\n', ['a=1']],
  ['empty data', 'data: \n\n', ['=']],
  ['no space behind the colon', 'data:1\n\n', ['=1']],
  ['one space, and no more, is left out', 'data:  1\n\n', ['= 1']],
  ['data with colons', 'data: {"code":1}\n\n', ['={"code":1}']],
  ['several lines', 'data: 1\ndata: 2\n\n', ['=1\n2']],
  ['no data', 'event: a\n\ndata: 1\n\n', ['=1']],
  ['comments, and fields of no concern', ': hello\nid: 7\nretry: 1\nodd\ndata: 1\n\n', ['=1']],
  ['lines of Windows', 'event: a\r\ndata: 1\r\n\r\n', ['a=1']],
  ['an event that has not ended', 'data: 1\n\ndata: 2\n', ['=1']],
])('reads %s', (_, text, events) => {
  expect(eventsOf(text)).toEqual(events);
});

test('does not slow down when an event of megabytes comes in small pieces', () => {
  const parser = new EventParser();
  const piece = 'A'.repeat(1000);
  parser.push('data: ');
  for (let index = 0; index < 20_000; index += 1) expect(parser.push(piece)).toEqual([]);
  expect(parser.push('\n\n')[0]?.data.length).toBe(20_000_000);
});
