import { execFile } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Contender, programFile } from './contenders/contender.ts';
import { storedRoom } from './load/opening.ts';
import type { Load, LoadOrder, LoadResult } from './load/order.ts';
import { cpuSeconds } from './load/processUsage.ts';
import type { CpuProfile } from './report/shares.ts';
import type { Scenario } from './scenario.ts';
import type { Workshop } from './workshop.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const outputBytesMax = 64 * 1024 * 1024;
/** With how many documents the store is compared that has many. */
const fewDocuments = 10;

type Figures = LoadResult['figures'];

/** One server under one load, in a folder of its own. */
export class Measurement {
  readonly #scenario: Scenario;
  readonly #contender: Contender;
  readonly #workshop: Workshop;

  constructor(scenario: Scenario, contender: Contender, workshop: Workshop) {
    this.#scenario = scenario;
    this.#contender = contender;
    this.#workshop = workshop;
  }

  /** @throws when the load can't be carried out; what did not arrive is told by the result. */
  async run(): Promise<LoadResult> {
    const { load } = this.#scenario;
    return this.#inFolder(async (folder) => {
      if (load.kind === 'opening') return this.#openTwice(folder);
      if (load.kind === 'listing') return this.#listManyAndFew(folder, load.documents);
      return this.#serve(folder, this.#scenario.probe);
    });
  }

  /** The same once more under a profiler, for where the time goes; its figures count for nothing else. */
  async profile(): Promise<{ readonly profile: CpuProfile; readonly mainThreadShare: number }> {
    return this.#inFolder(async (folder) => {
      const { figures } = await this.#serve(folder, 'profile');
      const profile = JSON.parse(await readFile(probeFileIn(folder), 'utf8')) as CpuProfile;
      return { profile, mainThreadShare: figures.mainThreadShare ?? 1 };
    });
  }

  /** First from the log alone; then, by a new process, from what the server left behind when it was asked to stop. */
  async #openTwice(folder: string): Promise<LoadResult> {
    const { key } = this.#contender;
    const { paperFolder } = this.#workshop;
    await this.#workshop.stock(
      key,
      { kind: 'keystrokes', document: storedRoom, paperFolder },
      dataDirIn(folder),
    );
    const first = await this.#serve(folder, undefined, 'stop');
    const again = await this.#serve(folder, undefined);
    return {
      ...first,
      figures: { ...first.figures, againCpuMs: again.figures.cpuMs ?? Number.NaN },
      complete: first.complete && again.complete,
    };
  }

  async #listManyAndFew(folder: string, documents: number): Promise<LoadResult> {
    const [many, few] = [join(folder, 'many'), join(folder, 'few')];
    const [ofMany, ofFew] = [await this.#list(many, documents), await this.#list(few, fewDocuments)];
    const times = (key: string): number =>
      (ofMany.figures[key] ?? Number.NaN) / (ofFew.figures[key] ?? Number.NaN);
    return {
      ...ofMany,
      figures: {
        ...ofMany.figures,
        startTimes: times('startMs'),
        residentTimes: times('residentMiB'),
        pageTimes: times('pageMs'),
      },
      complete: ofMany.complete && ofFew.complete,
    };
  }

  async #list(folder: string, count: number): Promise<LoadResult> {
    await this.#workshop.stock(this.#contender.key, { kind: 'documents', count }, dataDirIn(folder));
    return this.#serve(folder, 'memory');
  }

  /** @param end how the server ends when the load has gone: pulled the plug, or asked */
  async #serve(
    folder: string,
    probe: 'memory' | 'profile' | undefined,
    end: 'kill' | 'stop' = 'kill',
  ): Promise<LoadResult> {
    const { name, dialect, start } = this.#contender;
    await mkdir(dataDirIn(folder), { recursive: true });
    const startedMs = performance.now();
    const server = await start({ dataDir: dataDirIn(folder), env: probeEnv(probe, probeFileIn(folder)) });
    const started: Figures = {
      startMs: performance.now() - startedMs,
      startCpuMs: cpuSeconds(server.pid) * 1000,
    };
    try {
      const result = await generateLoad({
        load: this.#scenario.load,
        dialect,
        port: server.port,
        serverPid: server.pid,
        isProfiled: probe === 'profile',
        probeFile: probeFileIn(folder),
        paperFolder: this.#workshop.paperFolder,
        warmUpSeconds: this.#scenario.warmUpSeconds,
        seconds: this.#scenario.seconds,
        afterworkMs: this.#scenario.afterworkMs,
      });
      if (end === 'stop') await server.stop();
      return { ...result, figures: { ...started, ...result.figures } };
    } catch (cause) {
      throw new Error(`${this.#scenario.name} of ${name} failed. The server printed:\n${server.output}`, {
        cause,
      });
    } finally {
      await server.kill();
    }
  }

  async #inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await this.#workshop.makeFolder();
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function dataDirIn(folder: string): string {
  return join(folder, 'data');
}

function probeFileIn(folder: string): string {
  return join(folder, 'probe.json');
}

function probeEnv(probe: 'memory' | 'profile' | undefined, file: string): Readonly<Record<string, string>> {
  if (probe === undefined) return {};
  const module = pathToFileURL(programFile('probe.mjs')).href;
  return { NODE_OPTIONS: `--import ${module}`, BENCH_PROBE: probe, BENCH_PROBE_FILE: file };
}

async function generateLoad(order: LoadOrder<Load>): Promise<LoadResult> {
  const load = fileURLToPath(new URL('load/main.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', load, JSON.stringify(order)], {
    cwd: root,
    maxBuffer: outputBytesMax,
  });
  return JSON.parse(stdout) as LoadResult;
}
