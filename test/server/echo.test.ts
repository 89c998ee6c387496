import { expect, it } from 'vitest';
import { Author, clientsOf, textOf } from './author.ts';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const path = 'letter';

async function bench() {
  const log = new TroubledLog();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const author = await RawClient.join({ url, path });
  const reader = await RawClient.join({ url, path });
  return { log, url, author, reader, anna: new Author(1) };
}

it('an update is echoed to its author exactly when the log has it, and reaches others before (S7)', async () => {
  const { log, author, reader, anna } = await bench();
  const release = log.holdAppends();
  const update = anna.type('hello');
  author.type(update);
  expect((await reader.hear('update')).update).toEqual(update);
  await author.read();
  expect(log.appends).toBe(1);
  expect(author.updates).toEqual([]);
  release();
  expect((await author.hear('update')).update).toEqual(update);
  expect(log.updatesOf(path)).toEqual([update]);
  await reader.read();
  expect(reader.updates).toHaveLength(1);
});

it('what is typed while the disk is busy is echoed after the append that has it, not after an earlier one (S7)', async () => {
  const { log, author, reader, anna } = await bench();
  const releaseFirst = log.holdAppends();
  author.type(anna.type('one '));
  await reader.hear('update');
  const second = anna.type('two ');
  author.type(second);
  await eventually('the reader to have both', () => textOf(reader.updates) === 'one two ');
  const releaseSecond = log.holdAppends();
  releaseFirst();
  await author.hear('update');
  await eventually('the second append', () => log.appends === 2);
  await author.read();
  expect(textOf(author.updates)).toBe('one ');
  releaseSecond();
  await eventually('the second echo', () => textOf(author.updates) === 'one two ');
});

it('a burst of updates is echoed as a whole, and leaves merged in few messages when the room is busy', async () => {
  const { author, reader, anna } = await bench();
  const letters = [...'abcdefghijklmnopqrstuvwxyz'.repeat(10)];
  for (const letter of letters) author.type(anna.type(letter));
  await eventually('the whole echo', () => textOf(author.updates) === letters.join(''));
  await eventually('the reader to have it', () => textOf(reader.updates) === letters.join(''));
  expect(reader.updates.length).toBeLessThan(letters.length / 2);
});

it('two who type at once get what the other wrote while the disk is stuck, but no word of their own (S7)', async () => {
  const { log, author, reader, anna } = await bench();
  const bert = new Author(2);
  const release = log.holdAppends();
  for (const letter of 'abc') {
    author.type(anna.type(letter));
    reader.type(bert.type(letter));
  }
  await eventually('Anna to have all of Bert', () => textOf(author.updates) === 'abc');
  await eventually('Bert to have all of Anna', () => textOf(reader.updates) === 'abc');
  expect(author.updates.flatMap(clientsOf)).not.toContain(1);
  expect(reader.updates.flatMap(clientsOf)).not.toContain(2);
  release();
  await eventually('the echo to Anna', () => textOf(author.updates).length === 6);
  await eventually('the echo to Bert', () => textOf(reader.updates).length === 6);
  expect(textOf(log.updatesOf(path))).toBe(textOf(author.updates));
});

it('what the document has already is echoed, but neither relayed nor logged again', async () => {
  const { log, url, author, reader, anna } = await bench();
  author.type(anna.type('hello world'));
  author.type(anna.erase(5, 6));
  await eventually('the echo', () => textOf(author.updates) === 'hello');
  await eventually('the reader to have it', () => textOf(reader.updates) === 'hello');
  const stored = log.updatesOf(path).length;
  const relayed = reader.updates.length;
  const again = await RawClient.join({ url, path });
  again.send({ kind: 'syncStep2', update: anna.state });
  expect((await again.hear('update')).update).toEqual(anna.state);
  await reader.read();
  expect(reader.updates).toHaveLength(relayed);
  expect(log.updatesOf(path)).toHaveLength(stored);
});

it('what is known but not on disk yet is echoed only when it is (S7)', async () => {
  const { log, author, reader, anna } = await bench();
  const release = log.holdAppends();
  const update = anna.type('hello');
  author.type(update);
  await reader.hear('update');
  reader.type(update);
  await reader.read();
  expect(reader.updates).toHaveLength(1);
  release();
  await reader.hear('update', 2);
  expect(log.updatesOf(path)).toEqual([update]);
});

it('an update that is partly known is logged without what is known', async () => {
  const { log, author, anna } = await bench();
  author.type(anna.type('hello'));
  await author.hear('update');
  anna.type(' world');
  author.send({ kind: 'syncStep2', update: anna.state });
  await eventually('the echo', () => textOf(author.updates) === 'hello world');
  const [, second] = log.updatesOf(path);
  expect(second?.length).toBeLessThan(anna.state.length);
  expect(textOf(log.updatesOf(path))).toBe('hello world');
});

it('an update whose predecessor is missing is asked for, and neither relayed, logged nor echoed before that comes (S5)', async () => {
  const { log, author, reader, anna } = await bench();
  author.send({ kind: 'syncStep2', update: anna.state });
  const first = anna.type('one ');
  const second = anna.type('two');
  author.type(second);
  await author.hear('syncStep1', 2);
  await author.read();
  expect([log.appends, author.updates, reader.updates]).toEqual([0, [], []]);
  author.type(first);
  await eventually('the echo', () => textOf(author.updates) === 'one two');
  await eventually('the reader to have it', () => textOf(reader.updates) === 'one two');
});

it('what somebody else brings back of an author after a crash is not given to the author for an echo (S7)', async () => {
  const { log, author, reader, anna } = await bench();
  const lost = anna.type('lost by the server, ');
  author.send({ kind: 'syncStep1', vector: anna.vector });
  await author.hear('syncStep2', 2);
  const release = log.holdAppends();
  const bert = new Author(2, lost);
  bert.type('and new');
  reader.send({ kind: 'syncStep2', update: bert.state });
  await eventually('what is new to be relayed', () => author.updates.length > 0);
  expect(author.updates.flatMap(clientsOf)).toEqual([2]);
  author.send({ kind: 'syncStep2', update: lost });
  await author.read();
  expect(author.updates.flatMap(clientsOf)).toEqual([2]);
  release();
  await eventually('the echo of what was lost', () => author.updates.flatMap(clientsOf).includes(1));
  expect(textOf(log.updatesOf(path))).toBe('lost by the server, and new');
});

it('who has not asked what the document holds is not given what others write, which may build on it', async () => {
  const { url, reader, anna } = await bench();
  const newcomer = await RawClient.connect({ url, path });
  await newcomer.hear('syncStep1');
  reader.type(anna.type('before, '));
  await reader.read();
  expect(newcomer.updates).toEqual([]);
  expect(textOf([await newcomer.read()])).toBe('before, ');
  reader.type(anna.type('after'));
  await eventually('what is written afterwards', () => newcomer.updates.length > 0);
});

it.each([2, 3] as const)('y-websocket %i takes its echoes without harm', async (version) => {
  const { url, log } = await bench();
  const anna = await Participant.join({ url, version, name: path });
  anna.type('hello');
  await eventually('the echo', () => anna.hasEchoOf('hello'));
  await eventually('the entry', () => log.updatesOf(path).length === 1);
  anna.type(' world');
  await eventually('the second echo', () => anna.hasEchoOf('hello world'));
  expect(anna.text).toBe('hello world');
  expect(log.updatesOf(path)).toHaveLength(2);
});
