import { PlainClient } from '../plainClient.ts';
import type { ServerProcess } from '../serverProcess.ts';
import { holds, type TypedEdit, textName } from './sheet.ts';
import type { Trace } from './trace.ts';
import { Writer } from './writer.ts';

export interface ReplayOptions {
  readonly trace: Trace;
  /** Starts the server under test on the same data each time; `port` 0 means a free one. */
  readonly startServer: (port: number) => Promise<ServerProcess>;
  /** How often the server is killed with SIGKILL, at even progress. */
  readonly killCount: number;
  /** A replay that is not done by then has failed. */
  readonly limitMs: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly edits: number;
  readonly killCount: number;
}

export interface ReplayReport {
  readonly edits: number;
  readonly seconds: number;
  /** By the writers, over all their connections. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly killCount: number;
  /** Edits that had been acknowledged when the server was killed, summed over the kills. */
  readonly acknowledged: number;
  /** Those of them that were missing when the server came back. */
  readonly acknowledgedLost: number;
  /** What a third client read after the server had been stopped and started once more. */
  readonly content: string;
}

const room = 'friendsforever';

/** Replays a recorded session through unmodified clients against a server that is killed in between. @throws when it stalls. */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const session = new Session(options, await options.startServer(0));
  const timer = setTimeout(() => session.fail(new Error('The replay stalled.')), options.limitMs);
  try {
    return await session.run();
  } finally {
    clearTimeout(timer);
    await session.close();
  }
}

class Session {
  readonly #options: ReplayOptions;
  readonly #typescript: TypedEdit[][];
  readonly #writers: readonly Writer[];
  readonly #startMs = performance.now();
  readonly #port: number;
  #server: ServerProcess;
  #edits = 0;
  #killCount = 0;
  #killsOrdered = 0;
  #acknowledged = 0;
  #acknowledgedLost = 0;
  /** Kills follow one another; a failure in one surfaces at the end. */
  #kills: Promise<void> = Promise.resolve();

  constructor(options: ReplayOptions, server: ServerProcess) {
    this.#options = options;
    this.#server = server;
    this.#port = server.port;
    this.#typescript = Array.from({ length: options.trace.agentCount }, () => []);
    this.#writers = this.#typescript.map(
      (_, agent) =>
        new Writer({
          agent,
          edits: options.trace.edits.filter((edit) => edit.agent === agent),
          typescript: this.#typescript,
          url: server.webSocketUrl,
          room,
          onTyped: () => this.#noteTyped(),
        }),
    );
  }

  async run(): Promise<ReplayReport> {
    await Promise.all(this.#writers.map((writer) => writer.typeEverything()));
    await this.#kills;
    const everything = this.#typescript.map((edits) => edits.length);
    await Promise.all(this.#writers.map((writer) => writer.whenArrived(everything)));
    const content = await this.#readAfterStop();
    return {
      edits: this.#edits,
      seconds: (performance.now() - this.#startMs) / 1000,
      bytesSent: this.#writers.reduce((sum, { echoes }) => sum + echoes.bytesSent, 0),
      bytesReceived: this.#writers.reduce((sum, { echoes }) => sum + echoes.bytesReceived, 0),
      killCount: this.#killCount,
      acknowledged: this.#acknowledged,
      acknowledgedLost: this.#acknowledgedLost,
      content,
    };
  }

  fail(reason: Error): void {
    for (const writer of this.#writers) writer.fail(reason);
  }

  async close(): Promise<void> {
    for (const writer of this.#writers) writer.close();
    await this.#server.kill();
  }

  #noteTyped(): void {
    this.#edits += 1;
    this.#options.onProgress?.({ edits: this.#edits, killCount: this.#killCount });
    if (this.#edits !== this.#nextKillAt() || this.#killsOrdered === this.#options.killCount) return;
    this.#killsOrdered += 1;
    this.#kills = this.#kills.then(() => this.#killAndRestart());
    this.#kills.catch((error: unknown) =>
      this.fail(error instanceof Error ? error : new Error(String(error))),
    );
  }

  #nextKillAt(): number {
    return Math.round(
      (this.#options.trace.edits.length * (this.#killsOrdered + 1)) / (this.#options.killCount + 1),
    );
  }

  /** Before the writers, who would bring back what is missing, can reach it, a plain client reads what the disk kept. */
  async #killAndRestart(): Promise<void> {
    this.#killCount += 1;
    await this.#server.kill();
    await Promise.all(this.#writers.map((writer) => writer.whenDisconnected()));
    const acknowledged = this.#acknowledgedEdits();
    this.#server = await this.#options.startServer(0);
    const lost = await this.#read((client) => acknowledged.filter((edit) => !holds(client.doc, edit)));
    this.#acknowledged += acknowledged.length;
    this.#acknowledgedLost += lost.length;
    await this.#server.kill();
    this.#server = await this.#options.startServer(this.#port);
  }

  /** A deletion that two writers made is left out: either's relay would pass for the other's acknowledgement. */
  #acknowledgedEdits(): readonly TypedEdit[] {
    const deletedTwice = duplicates(this.#typescript.flat().flatMap(deletedIds));
    return this.#writers
      .flatMap(({ echoes }, agent) => (this.#typescript[agent] ?? []).filter((edit) => echoes.has(edit)))
      .filter((edit) => !deletedIds(edit).some((id) => deletedTwice.has(id)));
  }

  /** The writers leave first, so that nothing but the disk can bring the text back. */
  async #readAfterStop(): Promise<string> {
    await this.#read(() => undefined);
    for (const writer of this.#writers) writer.close();
    const code = await this.#server.stop();
    if (code !== 0) throw new Error(`The server ended with ${code} after SIGTERM.`);
    this.#server = await this.#options.startServer(0);
    return this.#read((client) => client.doc.getText(textName).toString());
  }

  async #read<T>(look: (client: PlainClient) => T): Promise<T> {
    const client = new PlainClient({ url: this.#server.webSocketUrl, room });
    try {
      await client.whenSynced();
      return look(client);
    } finally {
      client.close();
    }
  }
}

function deletedIds({ deleted }: TypedEdit): readonly string[] {
  return deleted.flatMap(({ client, clock, length }) =>
    Array.from({ length }, (_, index) => `${client}:${clock + index}`),
  );
}

function duplicates(ids: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(ids.filter((id) => seen.has(id) || !seen.add(id)));
}
