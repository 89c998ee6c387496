import { setTimeout as delay } from 'node:timers/promises';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { Chance } from '../simulation/chance.ts';
import { Company, type Tally } from './company.ts';
import { DataDirectory } from './dataDirectory.ts';
import { familyNames } from './families.ts';
import { demand, Finding } from './finding.ts';
import { type Blow, planRound, type RoundPlan } from './roundPlan.ts';

export interface TortureOptions {
  readonly rounds: number;
  readonly seed: number;
  /** The built program, as in `server/dist/main.js`. */
  readonly main: string;
  readonly onRound?: (done: number, tokens: number) => void;
}

export interface TortureReport {
  readonly rounds: number;
  readonly seconds: number;
  readonly tally: Tally;
  readonly blows: Readonly<Record<Blow, number>>;
  /** How often what was told saved was looked for on a disk, and in how many tokens in all. */
  readonly looks: number;
  readonly lookedFor: number;
  /** How many tokens had been typed by then of which nobody was told. */
  readonly inTheAir: number;
  readonly bytesOnDisk: number;
  /** What was not as promised, and in which round; undefined if all was. */
  readonly finding: { readonly round: number; readonly text: string } | undefined;
}

/** After so many rounds everybody opens new documents, so that beginnings are tried as well, and none grows for ever. */
const roundsPerChapter = 10;
const documentsPerChapter = 3;

/** Runs so many rounds, or until the first in which a promise was not kept. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const run = new Torture(options, await DataDirectory.create(options.main));
  try {
    return await run.report();
  } finally {
    await run.end();
  }
}

class Torture {
  readonly #options: TortureOptions;
  readonly #disk: DataDirectory;
  readonly #startMs = performance.now();
  readonly #blows: Record<Blow, number> = { kill: 0, 'kill twice': 0, stop: 0, unload: 0 };
  #server: ServerProcess | undefined;
  #port = 0;
  #company: Company | undefined;
  /** Of those who have left. */
  #tallied: Tally = new Map();
  /** What must be on the disk of those who have left. */
  readonly #written = new Map<string, readonly string[]>();
  #round = 0;
  #looks = 0;
  #lookedFor = 0;
  #inTheAir = 0;

  constructor(options: TortureOptions, disk: DataDirectory) {
    this.#options = options;
    this.#disk = disk;
  }

  async report(): Promise<TortureReport> {
    const finding = await this.#findFault();
    return {
      rounds: this.#round,
      seconds: (performance.now() - this.#startMs) / 1000,
      tally: this.#tally,
      blows: this.#blows,
      looks: this.#looks,
      lookedFor: this.#lookedFor,
      inTheAir: this.#inTheAir,
      bytesOnDisk: await this.#disk.bytes(),
      finding: finding === undefined ? undefined : { round: this.#round, text: finding },
    };
  }

  async end(): Promise<void> {
    this.#company?.close();
    await this.#server?.kill();
    await this.#disk.remove();
  }

  get #tally(): Tally {
    return sumOf(this.#tallied, this.#company?.tally ?? new Map());
  }

  async #findFault(): Promise<string | undefined> {
    try {
      const { rounds, onRound } = this.#options;
      while (this.#round < rounds) {
        await this.#runRound();
        this.#round += 1;
        const typed = [...this.#tally.values()].reduce((sum, each) => sum + each.typed, 0);
        onRound?.(this.#round, typed);
      }
      await this.#endChapter();
      await this.#stopServer();
      await this.#look(this.#disk, this.#written);
      for (const [family, { told }] of this.#tally)
        if (told === 0) throw new Finding(`${family} was never told that anything is saved`);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
      return error instanceof Finding ? error.message : `${error.stack ?? error.message}${cause}`;
    }
  }

  async #runRound(): Promise<void> {
    const { seed } = this.#options;
    const plan = planRound(seed, this.#round);
    if (this.#round % roundsPerChapter === 0) await this.#endChapter();
    await this.#serve(plan);
    this.#company ??= new Company(this.#place, documentsOf(this.#round));
    await this.#company.whenTogether();
    this.#company.startTyping(new Chance('typing', seed, this.#round), plan.pauseMsMax);
    await delay(plan.typingMs);
    await this.#strike(this.#company, plan);
    this.#blows[plan.blow] += 1;
    await this.#serve(planRound(seed, this.#round + 1));
    await this.#company.whenTogether();
  }

  get #place() {
    const { webSocketUrl, httpUrl } = this.#running;
    return { webSocketUrl, httpUrl };
  }

  get #running(): ServerProcess {
    if (this.#server === undefined) throw new Error('There is no server.');
    return this.#server;
  }

  async #strike(company: Company, plan: RoundPlan): Promise<void> {
    switch (plan.blow) {
      case 'kill twice':
        await this.#kill(company);
        await this.#lookAtCopy(company);
        await this.#serve(plan);
        await delay(plan.returningMs);
        return this.#killAndLook(company);
      case 'kill':
        return this.#killAndLook(company);
      case 'stop':
        await Promise.all([company.whenLost(), this.#stopServer()]);
        company.stopTyping();
        return this.#lookAtCopy(company);
      case 'unload':
        return this.#unload(company);
    }
  }

  async #killAndLook(company: Company): Promise<void> {
    await this.#kill(company);
    company.stopTyping();
    await this.#lookAtCopy(company);
  }

  /** What it had said before it died is heard by then. */
  async #kill(company: Company): Promise<void> {
    await Promise.all([company.whenLost(), this.#running.kill()]);
    this.#requireSilence();
  }

  /** Before anyone can bring anything again. */
  async #lookAtCopy(company: Company): Promise<void> {
    const told = company.told();
    this.#inTheAir += company.inTheAir;
    await this.#lookAndRemove(await this.#disk.copy(), told);
  }

  async #unload(company: Company): Promise<void> {
    await company.cut();
    const told = company.told();
    this.#inTheAir += company.inTheAir;
    company.stopTyping();
    await this.#lookAndRemove(await this.#disk.backUp(), told);
  }

  async #lookAndRemove(copy: DataDirectory, told: ReadonlyMap<string, readonly string[]>): Promise<void> {
    try {
      await this.#look(copy, told);
    } finally {
      await copy.remove();
    }
  }

  async #look(disk: DataDirectory, demanded: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const complaint = await disk.check();
    if (complaint !== '') throw new Finding(`scriptorium check: ${complaint}`);
    const read = await disk.read([...demanded.keys()]);
    for (const [document, tokens] of demanded) {
      demand(`on disk, in ${document}, told saved`, tokens, read.get(document) ?? []);
      this.#lookedFor += tokens.length;
    }
    this.#looks += 1;
  }

  /** Everybody has everything, so has a newcomer, and all leave. */
  async #endChapter(): Promise<void> {
    if (this.#company === undefined) return;
    await this.#company.whenTogether();
    await this.#company.showNewcomer(this.#place);
    for (const [document, tokens] of this.#company.told()) this.#written.set(document, tokens);
    this.#tallied = this.#tally;
    this.#company.close();
    this.#company = undefined;
  }

  /** Goes on with the server that there is if its settings are those of the plan. */
  async #serve({ idleSeconds }: RoundPlan): Promise<void> {
    if (this.#server?.isRunning) return;
    this.#server = await startScriptorium({
      dataDir: this.#disk.path,
      port: this.#port,
      main: this.#options.main,
      args: ['--idle-seconds', String(idleSeconds)],
    });
    this.#port = this.#server.port;
  }

  async #stopServer(): Promise<void> {
    const code = await this.#running.stop();
    this.#requireSilence();
    if (code !== 0) throw new Finding(`the server ended with ${code} when it was asked to stop`);
  }

  #requireSilence(): void {
    const { complaints } = this.#running;
    if (complaints.length > 0) throw new Finding(`the server complained: ${complaints.join('\n')}`);
  }
}

function documentsOf(round: number): readonly string[] {
  return Array.from({ length: documentsPerChapter }, (_, index) => `torture-${round}-${index}`);
}

function sumOf(one: Tally, other: Tally): Tally {
  return new Map(
    familyNames.map((family) => {
      const of = (tally: Tally) => tally.get(family) ?? { typed: 0, told: 0 };
      const [a, b] = [of(one), of(other)];
      return [family, { typed: a.typed + b.typed, told: a.told + b.told }];
    }),
  );
}
