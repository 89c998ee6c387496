import { type DocumentName, parseDocumentName } from '@scriptorium/persistence';
import type { DocumentWorker } from '../document/worker.ts';
import { usualLimits } from '../limits/limits.ts';
import { ControlledLog } from './controlledLog.fixture.ts';
import { FakeClock, settle } from './fakeClock.fixture.ts';
import { Recorder } from './recorder.fixture.ts';
import type { Problem } from './report.ts';
import type { Room } from './room.ts';
import { Rooms, type RoomsOptions } from './rooms.ts';

export const name: DocumentName = parseDocumentName('notes');

/** Stands in for the thread: what it derives is tested where it is derived. */
export const plainWorker: DocumentWorker = {
  describe: (document) =>
    Promise.resolve({ title: `${document.encode().length} bytes`, excerpt: '', words: 0 }),
  create: () => Promise.reject(new Error('not needed here')),
  retitle: () => Promise.resolve(undefined),
  compact: (state) => Promise.resolve(state),
  close: () => Promise.resolve(),
};

/** Rooms on a clock and a log that the test holds, and members that record. */
export class RoomsHarness {
  readonly clock = new FakeClock();
  readonly log: ControlledLog;
  readonly problems: Problem[] = [];
  readonly rooms: Rooms;

  constructor(options: Partial<RoomsOptions> & { readonly log?: ControlledLog } = {}) {
    this.log = options.log ?? new ControlledLog();
    this.rooms = new Rooms({
      worker: plainWorker,
      clock: this.clock,
      report: (problem) => this.problems.push(problem),
      updateWindowMs: 8,
      presenceWindowMs: 40,
      receiptWindowMs: 30,
      idleMs: 1000,
      describeDelayMs: 1000,
      limits: { ...usualLimits, unsavedBytes: 10_000 },
      ...options,
      log: this.log,
    });
  }

  /** A member that has synchronised as a client does, in the room of the document. */
  async join(member = new Recorder(), document = name): Promise<{ room: Room; member: Recorder }> {
    const room = await this.rooms.join(document, member);
    if (room === undefined) throw new Error(`not let in: ${member.dismissal?.reason}`);
    room.receive(member, { kind: 'syncStep1', vector: new Uint8Array([0]) });
    return { room, member };
  }

  /** Types as a member, and lets the update leave and reach the disk. */
  async type(room: Room, member: Recorder, text: string): Promise<void> {
    room.receive(member, member.type(text));
    await settle();
  }

  /** What a newcomer reads once nobody holds the document in memory any more. */
  async reread(): Promise<string> {
    const { member } = await new RoomsHarness({ log: this.log }).join();
    return member.text;
  }
}
