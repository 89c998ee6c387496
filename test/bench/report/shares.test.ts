import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sharesOf } from './shares.ts';

const built = 'file:///x/server/dist';
const frames: readonly (readonly [functionName: string, url: string, children: readonly number[]])[] = [
  ['(root)', '', [1, 2, 3, 9]],
  ['(idle)', '', []],
  ['(garbage collector)', '', []],
  ['onread', 'node:internal/stream_base_commons', [4]],
  ['receive', `${built}/room/room.js`, [5, 6]],
  ['scan', `${built}/document/scan.js`, [7]],
  ['append', '/x/persistence/dist/level/levelLog.js', []],
  ['set', '', []],
  ['send', '/x/node_modules/ws/lib/sender.js', []],
  ['add', `${built}/room/receipts.js`, [8]],
];
const profile = {
  nodes: frames.map(([functionName, url, children], id) => ({
    id,
    callFrame: { functionName, url },
    children,
  })),
  samples: [1, 7, 6, 8, 2, 4, 3],
  timeDeltas: [900, 20, 10, 10, 10, 30, 20],
};

it('a sample counts for its nearest caller with a purpose, and for the acknowledgement if that called it; idling for nothing', () => {
  const shares = sharesOf(profile, 0.5);
  expect(Object.fromEntries(shares.map(({ name, share }) => [name, share]))).toEqual({
    'other threads: disk, workers, node': 0.5,
    rooms: 0.15,
    'scan, admit, merge': 0.1,
    sockets: 0.1,
    log: 0.05,
    acknowledgement: 0.05,
    'garbage collection': 0.05,
  });
});

it.each(['room/receipts.ts', 'room/journal.ts', 'document', 'connection', 'protocol'])(
  'server/%s is where the shares look for it',
  (path) => {
    expect(existsSync(new URL(`../../../server/${path}`, import.meta.url))).toBe(true);
  },
);
