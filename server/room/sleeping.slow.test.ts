import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseDocumentName, type Sequence, type UpdateLog } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { ControlledLog } from './controlledLog.fixture.ts';
import { settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import { RoomsHarness } from './roomsHarness.fixture.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Says that it has everything, and holds nothing: what is left in memory is the room's. */
const forgetful: UpdateLog = {
  append: async (_name, entries) => entries.length as Sequence,
  read: async () => undefined,
  async *stream() {},
  async *readHistory() {},
  removeHistory: async () => {},
  checkpoint: async () => {},
  describe: async () => {},
  find: async () => undefined,
  list: async () => [],
  isDeleted: async () => false,
  delete: async () => {},
  close: async () => {},
};

/** What is held by objects and buffers, in bytes. */
async function heldBytes(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    collect();
    await settle();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Opens documents, writes in them, and lets them go to sleep. */
async function useDocuments(
  harness: RoomsHarness,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const update = {
    kind: 'update',
    update: Uint8Array.of(1, 1, 9, 0, 4, 1, 4, 98, 111, 100, 121, 1, 97, 0),
  } as const;
  for (let at = from; at < to; at++) {
    const document = parseDocumentName(`document ${at}`);
    const member = new Recorder();
    const { room } = await harness.join(member, document);
    room.receive(member, update);
    room.leave(member);
    member.doc.destroy();
    if (at % 250 === 249) await harness.clock.pass(3000);
  }
  await harness.clock.pass(20_000);
}

it('ten thousand documents that went to sleep leave no room, timer or memory behind', async () => {
  const harness = new RoomsHarness({ log: new ControlledLog(forgetful) });
  await useDocuments(harness, { from: 0, to: 1000 });
  expect([harness.rooms.size, harness.clock.pending]).toEqual([0, 0]);
  const before = await heldBytes();
  await useDocuments(harness, { from: 1000, to: 11_000 });
  expect([harness.rooms.size, harness.clock.pending]).toEqual([0, 0]);
  expect(harness.rooms.load.bytes).toBe(0);
  expect(harness.problems).toEqual([]);
  harness.log.appends.length = 0;
  harness.log.reads.length = 0;
  // A room with its document would be some kilobytes, a timer or map entry with what it names some hundred bytes.
  expect(((await heldBytes()) - before) / 10_000).toBeLessThan(75);
}, 120_000);
