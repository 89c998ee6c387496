import { expect, it } from 'vitest';
import { withDirectory } from './directory.fixture.ts';
import { Disk } from './disk.ts';
import { Faults } from './faults.fixture.ts';
import { requireHeadroom } from './headroom.ts';

const key = new Uint8Array([1]);
const put = (byte: number) => [{ type: 'put' as const, key, value: new Uint8Array([byte]) }];

/** A disk whose first write was stored and whose second failed, and the room that it has. */
async function withDoubt(
  test: (disk: Disk, state: { faults: Faults; hasRoom: boolean }) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const state = { faults: new Faults(), hasRoom: false };
    const open = () => state.faults.open(directory);
    const disk = new Disk(await open(), {
      open,
      requireHeadroom: async () => {
        if (!state.hasRoom) throw new Error('no space left on device');
        await requireHeadroom(directory);
      },
    });
    await disk.write(put(1));
    state.faults.writes = ['lost'];
    await expect(disk.write(put(2))).rejects.toThrow('input/output error');
    await test(disk, state);
    await disk.close();
  });
}

/** The byte that stands at the key. */
async function read(disk: Disk): Promise<number | undefined> {
  return (await disk.view((reader) => reader.get(key)))?.[0];
}

it('S8: a disk without room for a new database is read as it was, and not closed', () =>
  withDoubt(async (disk, { faults }) => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(disk.write(put(3))).rejects.toThrow('no space left on device');
      expect(await read(disk)).toBe(1);
    }
    expect(faults.opens).toBe(1);
  }));

it('a disk that has room again is opened anew by the next write', () =>
  withDoubt(async (disk, state) => {
    await expect(disk.ready()).rejects.toThrow('no space left on device');
    state.hasRoom = true;
    await disk.write(put(4));
    expect(await read(disk)).toBe(4);
    expect(state.faults.opens).toBe(2);
  }));

it('reading does not wait while it is tried whether there is room', () =>
  withDoubt(async (disk) => {
    const writing = expect(disk.write(put(3))).rejects.toThrow('no space left on device');
    expect(await read(disk)).toBe(1);
    await writing;
  }));
