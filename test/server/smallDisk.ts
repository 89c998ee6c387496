import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { type Program, temporaryDirectory } from './program.ts';

const run = promisify(execFile);

/** What the operating system says when a disk of each kind refuses. */
export interface Refusals {
  readonly full: RegExp;
  readonly readOnly: RegExp;
}

/**
 * A disk that is small, and can be filled and made read-only under a running server. It is a file system of its own. Where
 * nothing may be mounted, the server's files are refused to grow instead, which goes the same ways in it. It goes away with its test.
 */
export interface SmallDisk {
  /** For the server's data; not there yet. */
  readonly data: string;
  readonly refusals: Refusals;
  /** Leaves room for about this many bytes more. */
  fill(server: Program, leftBytes: number): Promise<void>;
  free(server: Program): Promise<void>;
  /** No file can be created any more. What is open may still be written, as far as the operating system lets it. */
  makeReadOnly(server: Program): Promise<void>;
  makeWritable(server: Program): Promise<void>;
}

export async function smallDisk(bytes: number): Promise<SmallDisk> {
  const place = await temporaryDirectory();
  return (await mount(['-t', 'tmpfs', '-o', `size=${bytes}`, 'scriptorium', place]))
    ? new MountedDisk(place)
    : new LimitedFiles(place);
}

/** @returns whether this process may mount and did. What it mounted goes away with its test. */
async function mount(args: readonly string[]): Promise<boolean> {
  const place = args.at(-1) ?? '';
  try {
    await run('mount', [...args]);
  } catch {
    return false;
  }
  // Lazily: a server that is just being killed may still hold files there.
  onTestFinished(async () => {
    await run('umount', ['--lazy', place]).catch(() => undefined);
  });
  return true;
}

class MountedDisk implements SmallDisk {
  readonly data: string;
  readonly refusals = { full: /no space left on device/i, readOnly: /read-only file system/i };
  readonly #ballast: string;

  constructor(place: string) {
    this.data = join(place, 'data');
    this.#ballast = join(place, 'ballast');
  }

  async fill(_: Program, leftBytes: number): Promise<void> {
    const ballast = await open(this.#ballast, 'w');
    let size = 0;
    try {
      for (;;) size += (await ballast.write(new Uint8Array(4096))).bytesWritten;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      await ballast.truncate(Math.max(0, size - leftBytes));
    } finally {
      await ballast.close();
    }
  }

  free(): Promise<void> {
    return rm(this.#ballast);
  }

  /** A file system with a file that is open for writing can't be made read-only, but a second mount over it can. */
  async makeReadOnly(): Promise<void> {
    await mkdir(this.data, { recursive: true });
    await run('mount', ['--bind', this.data, this.data]);
    await run('mount', ['-o', 'remount,bind,ro', this.data]);
    onTestFinished(async () => {
      await run('umount', ['--lazy', this.data]).catch(() => undefined);
    });
  }

  async makeWritable(): Promise<void> {
    await run('umount', ['--lazy', this.data]);
  }
}

class LimitedFiles implements SmallDisk {
  readonly data: string;
  readonly refusals = { full: /file too large/i, readOnly: /file too large/i };

  constructor(place: string) {
    this.data = join(place, 'data');
  }

  /** Each file by itself can still grow a little. */
  fill(server: Program): Promise<void> {
    return limit(server, `${32 * 1024}:`);
  }

  free(server: Program): Promise<void> {
    return limit(server, 'unlimited:');
  }

  makeReadOnly(server: Program): Promise<void> {
    return limit(server, '0:');
  }

  makeWritable(server: Program): Promise<void> {
    return this.free(server);
  }
}

/** Changes how long the files of a running process may become. */
async function limit(server: Program, bytes: string): Promise<void> {
  await run('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}`]);
}
