import { setImmediate as turn } from 'node:timers/promises';
import * as Y from 'yjs';
import { PlainClient } from '../plainClient.ts';
import { Condition } from './condition.ts';
import { Echoes } from './echoes.ts';
import { holds, Sheet, type TypedEdit } from './sheet.ts';
import type { Edit } from './trace.ts';

/** What every writer has typed so far: for each agent, in order. */
export type Typescript = readonly TypedEdit[][];

export interface WriterOptions {
  readonly agent: number;
  /** The agent's edits, in order. */
  readonly edits: readonly Edit[];
  /** Where each writer writes down what she typed, and reads how to recognise what others did. */
  readonly typescript: Typescript;
  readonly url: string;
  readonly room: string;
  readonly onTyped: () => void;
}

/** So many edits are typed before the sockets get a turn. */
const editsPerTurn = 8;

/** One writer of the recording at her own y-websocket client. She types as fast as the others' edits reach her. */
export class Writer {
  readonly echoes: Echoes;
  readonly #options: WriterOptions;
  readonly #client: PlainClient;
  readonly #sheet: Sheet;
  readonly #changed = new Condition();
  /** How many edits of each agent are on the sheet, and in the document. */
  readonly #onSheet: number[];
  readonly #arrived: number[];

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#sheet = new Sheet(options.agent);
    this.#onSheet = options.typescript.map(() => 0);
    this.#arrived = options.typescript.map(() => 0);
    this.echoes = new Echoes(() => this.#own[0]?.client);
    this.#client = new PlainClient({ url: options.url, room: options.room, watch: this.echoes });
    this.#client.doc.on('update', () => this.#changed.check());
  }

  get #own(): readonly TypedEdit[] {
    return this.#options.typescript[this.#options.agent] ?? [];
  }

  async typeEverything(): Promise<void> {
    await this.#client.whenSynced();
    for (const edit of this.#options.edits) {
      await this.#changed.until(() => this.#hasArrived(edit.known));
      this.#type(edit);
      if (edit.ordinal % editsPerTurn === 0) await turn();
    }
  }

  /** Until the document has this many edits of each agent. */
  async whenArrived(counts: readonly number[]): Promise<void> {
    await this.#changed.until(() => this.#hasArrived(counts));
  }

  whenDisconnected(): Promise<void> {
    return this.#client.whenDisconnected();
  }

  fail(reason: Error): void {
    this.#changed.fail(reason);
  }

  close(): void {
    this.#client.close();
  }

  #type(edit: Edit): void {
    edit.known.forEach((count, agent) => {
      if (agent !== edit.agent) this.#readOn(agent, count);
    });
    const typed = this.#sheet.type(edit);
    this.#options.typescript[edit.agent]?.push(typed);
    // Not from the provider, so the provider sends it.
    Y.applyUpdate(this.#client.doc, typed.update, this);
    this.#options.onTyped();
  }

  #readOn(agent: number, count: number): void {
    for (const typed of this.#options.typescript[agent]?.slice(this.#onSheet[agent], count) ?? [])
      this.#sheet.add(typed);
    this.#onSheet[agent] = Math.max(count, this.#onSheet[agent] ?? 0);
  }

  #hasArrived(counts: readonly number[]): boolean {
    return counts.every(
      (count, agent) => agent === this.#options.agent || this.#countArrived(agent) >= count,
    );
  }

  #countArrived(agent: number): number {
    const typed = this.#options.typescript[agent] ?? [];
    let count = this.#arrived[agent] ?? 0;
    for (let next = typed[count]; next !== undefined && holds(this.#client.doc, next); next = typed[count])
      count += 1;
    this.#arrived[agent] = count;
    return count;
  }
}
