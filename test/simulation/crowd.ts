import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ShardReport, ShardTask } from './shard.ts';
import type { Finding } from './witness.ts';

export interface CrowdOptions {
  readonly from: number;
  readonly seeds: number;
  /** The root of the sources to run; this repository unless it is a copy that was changed on purpose. */
  readonly root?: string;
  /** Whether the first finding ends it. */
  readonly stopsAtFirst?: boolean;
  readonly onReport?: (result: CrowdResult) => void;
}

export interface CrowdResult {
  readonly seeds: number;
  readonly seconds: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly found: readonly { readonly seed: number; readonly finding: Finding }[];
}

const ownRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Runs seeds in as many processes as there are processors. @throws when one of them fails */
export async function runSeeds(options: CrowdOptions): Promise<CrowdResult> {
  const crowd = new Crowd(options);
  await crowd.finished;
  return crowd.result();
}

class Crowd {
  readonly finished: Promise<unknown>;
  readonly #options: CrowdOptions;
  readonly #startMs = performance.now();
  readonly #children: readonly ChildProcess[];
  readonly #counts = new Map<string, number>();
  #found: CrowdResult['found'] = [];
  #seeds = 0;
  #isStopped = false;

  constructor(options: CrowdOptions) {
    this.#options = options;
    const { from, seeds, root = ownRoot } = options;
    const step = Math.min(availableParallelism(), seeds);
    const tasks = Array.from({ length: step }, (_, at) => ({ first: from + at, end: from + seeds, step }));
    this.#children = tasks.map((task) => startShard(task, root));
    this.finished = Promise.all(this.#children.map((child) => this.#follow(child)));
  }

  result(): CrowdResult {
    return {
      seeds: this.#seeds,
      seconds: (performance.now() - this.#startMs) / 1000,
      counts: this.#counts,
      found: [...this.#found].sort((one, other) => one.seed - other.seed),
    };
  }

  #follow(child: ChildProcess): Promise<void> {
    child.on('message', (report: ShardReport) => this.#take(report));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        if (code === 0 || this.#isStopped) resolve();
        else reject(new Error(`A process that simulates ended with ${code ?? signal}.`));
      });
    });
  }

  #take({ seeds, counts, found }: ShardReport): void {
    this.#seeds += seeds;
    for (const [what, times] of Object.entries(counts))
      this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
    this.#found = [...this.#found, ...found];
    this.#options.onReport?.(this.result());
    if (this.#options.stopsAtFirst === true && found.length > 0) this.#stop();
  }

  #stop(): void {
    this.#isStopped = true;
    for (const child of this.#children) child.kill();
  }
}

function startShard(task: ShardTask, root: string): ChildProcess {
  return fork(join(root, 'test/simulation/shard.ts'), [JSON.stringify(task)], {
    cwd: root,
    execArgv: ['--conditions=source', '--import', 'tsx'],
  });
}
