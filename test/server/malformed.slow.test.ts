import { expect, it } from 'vitest';
import { Author, textOf } from './author.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const path = 'letter';
const megabyte = 2 ** 20;
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** What a client sends as an update, around these bytes. */
function asUpdate(update: Uint8Array, syncType = 2): Uint8Array {
  return new Uint8Array([0, syncType, update.length, ...update]);
}

/** A room with text in it and a bystander, and somebody who is about to send nonsense. */
async function bench() {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const url = server.webSocketUrl;
  const bystander = await RawClient.join({ url, path });
  bystander.type(new Author(1).type('hello'));
  await bystander.hear('update');
  return { log, server, url, bystander };
}

type Bench = Awaited<ReturnType<typeof bench>>;

/** Sends it, and checks that it cost its sender the connection, and nobody else anything. */
async function expectRefusal({ log, server, url, bystander }: Bench, bytes: Uint8Array | string) {
  const heard = bystander.received.length;
  const attacker = await RawClient.join({ url, path });
  attacker.sendBytes(bytes);
  const goodbye = await attacker.whenClosed();
  expect(goodbye.code).toBe(4400);
  expect(goodbye.reason).not.toBe('');
  expect(textOf([await bystander.read()])).toBe('hello');
  expect(bystander.received.length).toBe(heard + 1);
  expect(bystander.isOpen).toBe(true);
  expect(log.appends).toBe(1);
  expect(server.problems).toEqual([]);
}

it.each<[string, Uint8Array | string]>([
  ['no bytes at all', new Uint8Array()],
  ['a text', 'hello'],
  ['one byte', hex('00')],
  ['garbage', hex('deadbeefdeadbeefdeadbeef')],
  ['message type 9', hex('09 00')],
  ['message type 102 of another protocol', hex('66 01 00')],
  ['a message type that never ends', hex('ff'.repeat(20))],
  ['sync type 9', hex('00 09 00')],
  ['a length behind the end', hex('00 02 7f 00')],
  ['a length of 2^53 - 1', hex('00 02 ffffffffffffff0f')],
  ['a length above 2^53', hex('00 02 ffffffffffffffffff01')],
  ['a good message and then a bad one', hex('03 09')],
  ['an update without bytes', hex('00 02 00')],
  ['an update that goes on behind its end', hex('00 02 03 000000')],
  ['a state vector without bytes', hex('00 00 00')],
  ['a state vector that lies about its size (S3)', hex('00 00 04 ffffff0f')],
  ['7 bytes that announce 2^25 structs (S3)', asUpdate(hex('01 ffffff0f 01 00'))],
  ['an update that announces 2^53 clients (S3)', asUpdate(hex('ffffffffffffff0f'))],
  ['a delete set that announces 2^28 ranges (S3)', asUpdate(hex('00 01 01 ffffff7f'))],
  ['garbage of length 2^50 (S4)', asUpdate(hex('01 01 07 00 00 8080808080808002 00'))],
  ['garbage at clock 2^50 (S4)', asUpdate(hex('01 01 07 8080808080808002 00 01 00'))],
  ['a deletion of length 2^50 (S4)', asUpdate(hex('00 01 01 01 00 8080808080808002'))],
  ['an update in encoding V2', asUpdate(hex('00 00 05 01 00 00 06 00'))],
  ['a malformed answer to a question', asUpdate(hex('01 ffffff0f 01 00'), 1)],
  ['embedded JSON that is none', asUpdate(hex('01 01 01 00 05 01 01 74 01 7b 00'))],
  ['a presence that is no JSON', hex('01 06 01 01 05 02 7b7b')],
  ['a presence that is a number', hex('01 05 01 01 05 01 37')],
  ['a presence of half a character', hex('01 06 01 01 05 02 22c3')],
  ['a presence that announces 2^28 people', hex('01 04 ffffff7f')],
  ['a presence clock of 2^50 (S4)', hex('01 0d 01 01 8080808080808002 02 7b7d')],
  ['a presence that goes on behind its end', hex('01 02 00 00')],
  ['a saved of its own', hex('40 01')],
  ['a denial of its own', hex('02 00 00')],
])('a client is sent away with a reason, and nobody else notices, when it sends %s', async (_, bytes) => {
  await expectRefusal(await bench(), bytes);
});

it('nothing of an update is stored or relayed when it is cut short, wherever it is cut (S1)', async () => {
  const room = await bench();
  const author = new Author(7);
  author.type('some text');
  author.erase(2, 3);
  const whole = author.state;
  for (let length = 0; length < whole.length; length += 1)
    await expectRefusal(room, asUpdate(whole.subarray(0, length)));
  const honest = await RawClient.join({ url: room.url, path });
  honest.send({ kind: 'syncStep2', update: whole });
  expect(textOf([(await honest.hear('update')).update])).toBe(author.doc.getText('text').toString());
});

it('a person whose clock somebody tried to push to 2^50 can still write (S4)', async () => {
  const room = await bench();
  await expectRefusal(room, asUpdate(hex('01 01 07 00 00 8080808080808002 00')));
  const client = await RawClient.join({ url: room.url, path });
  client.type(new Author(7).type('still here'));
  await client.hear('update');
  expect(textOf([await client.read()])).toContain('still here');
});

it('the memory of the process does not jump when small messages announce much (S3)', async () => {
  const room = await bench();
  const beforeKilobytes = process.resourceUsage().maxRSS;
  for (const bytes of ['01 ffffff0f 01 00', 'ffffffffffffff0f', '00 01 01 ffffff7f'].map(hex))
    for (let round = 0; round < 20; round += 1) await expectRefusal(room, asUpdate(bytes));
  const grownBytes = (process.resourceUsage().maxRSS - beforeKilobytes) * 1024;
  expect(grownBytes).toBeLessThan(100 * megabyte);
});

it('a message above the largest size costs its sender the connection and nobody else anything', async () => {
  const { url, bystander, log } = await bench();
  const heard = bystander.received.length;
  const attacker = await RawClient.join({ url, path });
  attacker.sendBytes(new Uint8Array(64 * megabyte + 1));
  expect((await attacker.whenClosed()).code).toBe(1009);
  await bystander.read();
  expect(bystander.received.length).toBe(heard + 1);
  expect(log.appends).toBe(1);
});
