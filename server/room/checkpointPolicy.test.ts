import { expect, it } from 'vitest';
import { isCheckpointDue, isWorthAdopting, usualCheckpointPolicy as usual } from './checkpointPolicy.ts';

it('a checkpoint is due after fewer entries when the room is closing', () => {
  const entries = usual.entriesWhenClosing;
  expect(isCheckpointDue({ entries, isClosing: true }, usual)).toBe(true);
  expect(isCheckpointDue({ entries, isClosing: false }, usual)).toBe(false);
  expect(isCheckpointDue({ entries: usual.entriesWhenOpen, isClosing: false }, usual)).toBe(true);
});

it('a compacted document takes the place of the one in memory when that saves enough, and takes no long turn', () => {
  const megabyte = 1024 * 1024;
  expect(isWorthAdopting({ bytes: megabyte, compactedBytes: megabyte / 2 }, usual)).toBe(true);
  expect(isWorthAdopting({ bytes: megabyte, compactedBytes: megabyte - 1 }, usual)).toBe(false);
  expect(isWorthAdopting({ bytes: 50 * megabyte, compactedBytes: 10 * megabyte }, usual)).toBe(false);
});
