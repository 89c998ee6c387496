import { describe, expect, test } from 'vitest';
import { type AllocatingProcess, settleAllocator } from './allocator.ts';

const started: AllocatingProcess = {
  platform: 'linux',
  execPath: '/usr/bin/node',
  execArgv: ['--enable-source-maps'],
  argv: ['/usr/bin/node', '/srv/main.js', '--port', '8080'],
  env: { HOME: '/root' },
};

/** What it starts in its own place; nothing where it goes on. */
function restarts(changed: Partial<AllocatingProcess>): readonly unknown[] {
  const calls: unknown[] = [];
  settleAllocator({ ...started, execve: (...call) => calls.push(call), ...changed });
  return calls;
}

describe('settleAllocator', () => {
  test('starts the program once more with the same flags and arguments, and the threshold set', () => {
    expect(restarts({})).toEqual([
      [
        '/usr/bin/node',
        ['/usr/bin/node', '--enable-source-maps', '/srv/main.js', '--port', '8080'],
        { HOME: '/root', MALLOC_MMAP_THRESHOLD_: '131072' },
      ],
    ]);
  });

  test.each([
    ['it was started with a threshold', { env: { MALLOC_MMAP_THRESHOLD_: '131072' } }],
    ['somebody has tuned glibc', { env: { GLIBC_TUNABLES: 'glibc.malloc.arena_max=1' } }],
    ['it may have another allocator', { env: { LD_PRELOAD: '/usr/lib/libjemalloc.so.2' } }],
    ['another Node talks to it', { connected: true }],
    ['the system is none with glibc', { platform: 'darwin' }],
  ] satisfies [string, Partial<AllocatingProcess>][])('goes on when %s', (_when, changed) => {
    expect(restarts(changed)).toEqual([]);
  });

  test('goes on when Node can not do it', () => {
    expect(() => settleAllocator(started)).not.toThrow();
  });
});
