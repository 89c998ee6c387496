import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { signToken } from '../families/accessToken.ts';
import { eventually } from '../server/deadline.ts';
import { openAll } from '../torture/families.ts';
import type { CrowdTally } from './crowdMessage.ts';
import { Crowds, type People, peopleOf } from './crowds.ts';
import { Findings } from './findings.ts';
import type { Gauge, Holdings, Resident } from './gauge.ts';
import { MemoryWatch } from './memoryWatch.ts';
import { Oracle } from './oracle.ts';
import { ask } from './question.ts';
import { rest } from './rest.ts';
import type { Point } from './trend.ts';
import { WatchedServer } from './watchedServer.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly clients: number;
  readonly seed: number;
  /** The built program, as in `server/dist/main.js`. */
  readonly main: string;
  readonly onProgress?: (seconds: number, note: string) => void;
  readonly onFinding?: (text: string) => void;
}

export interface SoakReport {
  readonly seconds: number;
  readonly people: People;
  /** Of honest people, by client. */
  readonly visits: Readonly<Record<string, number>>;
  readonly tokens: number;
  readonly documents: number;
  readonly tally: CrowdTally;
  /** What the server told of itself when all had gone. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How often the server told its operator of what. */
  readonly events: Readonly<Record<string, number>>;
  readonly resident: readonly Resident[];
  readonly held: readonly Point[];
  /** From when on memory is measured; before, tables and caches fill. On the clock of the looks. */
  readonly measuredFromSeconds: number;
  readonly before: Holdings;
  readonly after: Holdings;
  /** Empty when all is as it should be. */
  readonly findings: readonly string[];
}

const warmUpShare = 0.2;
const givenBackMsMax = 60_000;
const mebibyte = 2 ** 20;

/** Lets so many people of all kinds at a server for so long, and looks what is left of it. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'scriptorium-soak-')));
  const run = new Soak(options, folder);
  try {
    return await run.report();
  } finally {
    await run.end();
    await rm(folder, { recursive: true, force: true });
  }
}

class Soak {
  readonly #options: SoakOptions;
  readonly #findings: Findings;
  readonly #oracle = new Oracle();
  readonly #server: WatchedServer;
  #crowds: Crowds | undefined;

  constructor(options: SoakOptions, folder: string) {
    this.#options = options;
    this.#findings = new Findings(options.onFinding);
    this.#server = new WatchedServer({ folder, main: options.main, findings: this.#findings });
  }

  async report(): Promise<SoakReport> {
    const gauge = await this.#server.start();
    await this.#receiveFirst();
    await gauge.whenAsleep();
    const before = await gauge.holdings();
    const busy = await this.#letThemIn(gauge);
    await this.#findings.attempt(() => gauge.whenAsleep());
    const after = await this.#lastHoldings(gauge, before);
    const metrics = await gauge.metrics();
    await this.#compareAndRestart();
    return {
      ...busy,
      people: peopleOf(this.#options.clients),
      tokens: this.#oracle.tokens,
      documents: this.#oracle.documents.length,
      metrics: Object.fromEntries(metrics),
      events: Object.fromEntries(this.#server.events),
      before,
      after,
      findings: this.#findings.texts,
    };
  }

  async end(): Promise<void> {
    this.#crowds?.kill();
    await this.#server.kill();
  }

  /** Somebody with each client, so that what a server makes once, and keeps, is there before anything is counted. */
  async #receiveFirst(): Promise<void> {
    const token = signToken({ user: 'first', access: 'write' });
    const clients = [...openAll(this.#server.process, ['first'], token).values()].flat();
    for (const { typist, typed } of clients) {
      typist.type('end');
      typed?.();
    }
    await eventually('the first to be told', () =>
      clients.every(({ typist, isSynced }) => isSynced() && typist.told === typist.tokens.length),
    );
    for (const { close } of clients) close();
  }

  async #letThemIn(
    gauge: Gauge,
  ): Promise<Pick<SoakReport, 'seconds' | 'visits' | 'tally' | 'resident' | 'held' | 'measuredFromSeconds'>> {
    const { clients, minutes, seed } = this.#options;
    const startSeconds = gauge.seconds;
    const crowds = new Crowds({
      place: this.#server.process,
      people: peopleOf(clients),
      minutes,
      seed,
      oracle: this.#oracle,
      findings: this.#findings,
    });
    this.#crowds = crowds;
    const watch = new MemoryWatch(gauge, this.#findings);
    await this.#watch(watch, gauge);
    const seconds = gauge.seconds - startSeconds;
    const tally = await crowds.leave();
    return {
      seconds,
      visits: Object.fromEntries(crowds.visits),
      tally,
      resident: watch.resident,
      held: watch.held,
      measuredFromSeconds: startSeconds + seconds * warmUpShare,
    };
  }

  /** As long as it is to take, or until the server is no more. */
  async #watch(watch: MemoryWatch, gauge: Gauge): Promise<void> {
    const { minutes, onProgress } = this.#options;
    const end = new AbortController();
    const watching = watch.run(end.signal, () => {
      if (!this.#server.process.isRunning) end.abort();
      onProgress?.(gauge.seconds, this.#note(watch));
    });
    await rest(minutes * 60_000, end.signal);
    end.abort();
    await watching;
    const { isRunning, output } = this.#server.process;
    if (!isRunning) throw new Error(`The server died: ${output}`);
  }

  #note({ resident, held }: MemoryWatch): string {
    const parts = [
      `${this.#oracle.tokens} tokens`,
      `${Math.round((resident.at(-1)?.bytes ?? 0) / mebibyte)} MiB resident`,
      `${Math.round((held.at(-1)?.value ?? 0) / mebibyte)} MiB held`,
      `${this.#findings.texts.length} findings`,
    ];
    return parts.join(', ');
  }

  /** Nothing that came with people may be left over when they have gone. @returns what there is then, also if it is more */
  async #lastHoldings(gauge: Gauge, before: Holdings): Promise<Holdings> {
    let last = await gauge.holdings();
    const isGivenBack = async () => {
      last = await gauge.holdings();
      return isDeepStrictEqual(last.descriptors, before.descriptors) && !isMore(last.objects, before.objects);
    };
    await eventually('', isGivenBack, givenBackMsMax).catch(() =>
      this.#findings.add(`Left over: ${JSON.stringify(last)}; before: ${JSON.stringify(before)}.`),
    );
    return last;
  }

  async #compareAndRestart(): Promise<void> {
    await this.#compareAll('before the restart');
    await this.#server.stop();
    await this.#server.start();
    await this.#compareAll('after the restart');
    await this.#server.stop();
  }

  async #compareAll(when: string): Promise<void> {
    const { httpUrl } = this.#server.process;
    const token = signToken({ user: 'reader', access: 'read', seconds: 3600 });
    for (const document of this.#oracle.documents)
      await this.#findings.attempt(async () => {
        const state = await ask({ url: `${httpUrl}/d/${document}/as-update`, token });
        this.#oracle.compare(document, state, when);
      });
  }
}

type Counts = Readonly<Record<string, number>>;

function isMore(after: Counts, before: Counts): boolean {
  return Object.entries(after).some(([name, count]) => count > (before[name] ?? 0));
}
