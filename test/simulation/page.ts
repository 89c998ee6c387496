import type { DocumentName } from '@scriptorium/persistence';
import * as Y from 'yjs';
import type { Dice } from '../../server/document/randomEdits.fixture.ts';
import type { Timer } from '../../server/room/clock.ts';
import { Chance } from './chance.ts';
import type { DurableIndex, Moment } from './durableIndex.ts';
import { frameText } from './frames.ts';
import type { Ending, Link, LinkClient } from './link.ts';
import type { Family, Program } from './program.ts';
import { Replica } from './replica.ts';
import type { VirtualTime } from './virtualTime.ts';
import type { Witness } from './witness.ts';

/** Where a page stands towards the server. */
export type PageState = 'absent' | 'connecting' | 'open' | 'waiting' | 'refused';

export interface PageOptions {
  /** Who sits before it, for words about them. */
  readonly name: string;
  readonly family: Family;
  readonly document: DocumentName;
  readonly seed: number;
  readonly time: VirtualTime;
  readonly witness: Witness;
  readonly index: () => DurableIndex | undefined;
  readonly connect: (client: LinkClient, chance: Chance) => Link;
}

const watchMs = 2000;

/** A page that somebody has open: a replica, a client program, and one connection after the other. */
export class Page {
  readonly name: string;
  readonly document: DocumentName;
  readonly family: Family;
  readonly #options: PageOptions;
  #replica: Replica;
  #program: Program;
  #state: PageState = 'absent';
  #link: Link | undefined;
  #heardMs = 0;
  #loads = 0;
  #connections = 0;
  #retryTimer: Timer | undefined;
  #watchTimer: Timer | undefined;
  /** How the last connection ended. */
  ending: Ending | undefined;

  constructor(options: PageOptions) {
    this.#options = options;
    this.name = options.name;
    this.document = options.document;
    this.family = options.family;
    ({ replica: this.#replica, program: this.#program } = this.#load(undefined));
    this.#watch();
  }

  get state(): PageState {
    return this.#state;
  }

  get replica(): Replica {
    return this.#replica;
  }

  get program(): Program {
    return this.#program;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** Goes online, if it is not. */
  connect(): void {
    if (this.#state !== 'absent') return;
    this.#dial();
  }

  /** Hangs up in good order and stays away. */
  leave(): void {
    this.#program.leaving();
    this.#hangUp();
    if (this.#state !== 'refused') this.#state = 'absent';
  }

  /** The machine is switched off, and its network notices. */
  vanish(): void {
    this.#link?.cut('both', false);
    this.#hangUp();
    this.#state = 'absent';
  }

  edit(dice: Dice): void {
    this.#replica.edit(dice);
  }

  show(state: Record<string, unknown> | null): void {
    this.#replica.awareness.setLocalState(state);
  }

  /** The page is loaded anew. @param keeps whether an offline store brings the document back */
  reload(keeps: boolean): void {
    const kept = keeps ? Y.encodeStateAsUpdate(this.#replica.doc) : undefined;
    const isComing = this.#state !== 'absent';
    this.leave();
    this.#replica.destroy();
    ({ replica: this.#replica, program: this.#program } = this.#load(kept));
    this.#state = 'absent';
    if (isComing) this.#dial();
  }

  /** Ends everything. */
  close(): void {
    this.leave();
    this.#watchTimer?.cancel();
    this.#replica.destroy();
  }

  /** Each load has a client id of its own, as in a browser. */
  #load(kept: Uint8Array | undefined): { replica: Replica; program: Program } {
    const { seed, name, family, document, time, witness, index } = this.#options;
    const chance = new Chance(seed, 'page', name, this.#loads++);
    let program: Program | undefined;
    const who = `${name} (${family.name})`;
    const replica = new Replica({
      clientId: 1 + chance.below(2 ** 32 - 1),
      nowMs: () => time.nowMs,
      kept,
      onMade: (update) => {
        const ids = witness.made(document, { by: who, update });
        program?.made(update, ids);
      },
      onPresence: (change, isOwn) => program?.presenceChanged(change, isOwn),
    });
    program = family.start({
      document,
      replica,
      chance,
      send: (frame) => {
        witness.note(() => `${name} sends ${frameText(frame)}`);
        this.#link?.send(frame);
      },
      told: (ids, sentAt) => witness.told(document, { who, ids, sentAt, index: index() }),
    });
    return { replica, program };
  }

  #dial(): void {
    this.#state = 'connecting';
    const { connect, seed, name } = this.#options;
    const chance = new Chance(seed, 'link', name, this.#connections++);
    const link: Link = connect(
      {
        onOpen: () => this.#onOpen(link),
        onFrame: (frame, sentAt) => this.#onFrame(link, { frame, sentAt }),
        onClose: (ending) => this.#onClose(link, ending),
      },
      chance,
    );
    this.#link = link;
  }

  #onOpen(link: Link): void {
    if (link !== this.#link) return;
    this.#options.witness.note(() => `${this.name} is connected`);
    this.#state = 'open';
    this.#heardMs = this.#options.time.nowMs;
    this.#program.opened();
  }

  #onFrame(link: Link, { frame, sentAt }: { readonly frame: Uint8Array; readonly sentAt: Moment }): void {
    if (link !== this.#link) return;
    this.#heardMs = this.#options.time.nowMs;
    this.#options.witness.note(() => `${this.name} hears ${frameText(frame)}, said at ${sentAt}`);
    this.#program.heard(frame, sentAt);
    if (this.#replica.isWaiting)
      this.#options.witness.find(
        'given past a gap',
        `${this.name} (${this.family.name}) was given something without what it builds on`,
      );
  }

  #onClose(link: Link, ending: Ending | undefined): void {
    if (link !== this.#link) return;
    this.#link = undefined;
    this.ending = ending;
    this.#options.witness.note(
      () => `${this.name} has lost its connection: ${ending?.code} ${ending?.reason}`,
    );
    this.#judge(ending);
    const delayMs = this.#program.lost(ending);
    this.#state = delayMs === undefined ? 'refused' : 'waiting';
    if (delayMs !== undefined) this.#retryTimer = this.#options.time.after(delayMs, () => this.#dial());
  }

  #hangUp(): void {
    this.#retryTimer?.cancel();
    const link = this.#link;
    this.#link = undefined;
    link?.close();
    this.#program.lost(undefined);
  }

  /** Nobody here does anything wrong, so nobody may be told so; nor is anything on this disk ever damaged. */
  #judge(ending: Ending | undefined): void {
    if (ending === undefined || ![4400, 4406, 4422].includes(ending.code)) return;
    this.#options.witness.find(
      'honest client refused',
      `${this.name} (${this.family.name}): ${ending.code} ${ending.reason}`,
    );
  }

  #watch(): void {
    const { time } = this.#options;
    this.#watchTimer = time.after(watchMs, () => {
      this.#replica.watchPresence();
      if (this.#link !== undefined && this.#state === 'open') this.#watchLink(this.#link);
      this.#watch();
    });
  }

  #watchLink(link: Link): void {
    const silenceMs = this.#options.time.nowMs - this.#heardMs;
    this.#program.watched?.(silenceMs);
    if (silenceMs <= this.#program.silenceMsMax) return;
    link.close();
    this.#onClose(link, undefined);
  }
}
