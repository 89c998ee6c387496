import { describe, it } from 'vitest';
import { testUpdateLog } from './contract.ts';
import { createMemoryDisk, createMemoryLog, type MemoryDisk } from './memoryLog.ts';
import type { UpdateLog } from './updateLog.ts';

const disks = new WeakMap<UpdateLog, MemoryDisk>();

function open(disk: MemoryDisk): UpdateLog {
  const log = createMemoryLog({ disk });
  disks.set(log, disk);
  return log;
}

testUpdateLog(
  {
    name: 'memory log',
    open: async () => open(createMemoryDisk()),
    reopen: async (closed) => open(disks.get(closed) ?? createMemoryDisk()),
  },
  { describe, it },
);
