/** What of a process counts here; `execve` is there since Node 22.15, but for Windows. */
export interface AllocatingProcess {
  readonly platform: string;
  readonly execPath: string;
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether another Node started it and talks to it, over a channel that a program which takes its place would not find. */
  readonly connected?: boolean;
  readonly execve?: (
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ) => void;
}

const thresholdName = 'MALLOC_MMAP_THRESHOLD_';
/** With which glibc begins by itself, too. */
const thresholdBytes = 128 * 1024;

/**
 * Has glibc give the memory of whole documents back. It asks the kernel for each large block on its own and returns it when it is
 * freed; but with the first one that is freed it takes blocks of that size for usual, and from then on cuts them from one heap, of
 * which the holes stay the process's: of a document of 304 kB that is three times what it holds. A threshold that was set does not
 * move, and it is read but once, before the first line of a program. So the program starts once more in its own place, as the same
 * process; unless somebody has chosen an allocator or its settings. Source: `M_MMAP_THRESHOLD` in mallopt(3).
 */
export function settleAllocator(process: AllocatingProcess): void {
  const { env, execve, execPath, execArgv, argv } = process;
  if (execve === undefined || process.platform !== 'linux' || process.connected === true || isChosen(env))
    return;
  execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], {
    ...env,
    [thresholdName]: String(thresholdBytes),
  });
}

function isChosen(env: AllocatingProcess['env']): boolean {
  return [thresholdName, 'GLIBC_TUNABLES', 'LD_PRELOAD'].some((name) => (env[name] ?? '') !== '');
}
