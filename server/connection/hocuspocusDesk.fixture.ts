import { type Access, type Authorize, admitEverybody } from '../auth/access.ts';
import { decodeHocuspocusAnswer } from '../protocol/hocuspocusAnswer.fixture.ts';
import { encodeHocuspocus, type HocuspocusMessage } from '../protocol/index.ts';
import { settle } from '../room/fakeClock.fixture.ts';
import { Recorder } from '../room/recorder.fixture.ts';
import { RoomsHarness } from '../room/roomsHarness.fixture.ts';
import { FakeSocket } from './fakeSocket.fixture.ts';
import { Gate } from './gate.ts';
import { HocuspocusConnection } from './hocuspocusConnection.ts';

type Kind = HocuspocusMessage['kind'];

export const emptyVector: Uint8Array = Uint8Array.of(0);
export const emptyUpdate: Uint8Array = Uint8Array.of(0, 0);
export const granted = (level: 'read' | 'write'): Access => ({ kind: 'granted', user: '', level });
export const denied: Access = { kind: 'denied', reason: 'not you' };

/** One socket of a provider, in the test's own hands. */
export class Desk {
  readonly harness: RoomsHarness;
  readonly socket = new FakeSocket();
  readonly connection: HocuspocusConnection;

  constructor({
    harness = new RoomsHarness(),
    authorize = admitEverybody,
  }: {
    harness?: RoomsHarness;
    authorize?: Authorize;
  } = {}) {
    this.harness = harness;
    const { rooms, clock } = harness;
    const report = (problem: (typeof harness.problems)[number]) => harness.problems.push(problem);
    const gate = new Gate({ authorize, clock, report });
    this.connection = new HocuspocusConnection({ socket: this.socket, rooms, clock, gate, report });
  }

  send(key: string, ...messages: HocuspocusMessage[]): void {
    for (const message of messages) this.connection.onFrame(encodeHocuspocus(key, message));
  }

  /** As version 4 does when its socket is open. */
  async attach(key = 'notes', token = ''): Promise<void> {
    this.send(key, { kind: 'token', token, version: '4.8.0' }, { kind: 'syncStep1', vector: emptyVector });
    await settle();
  }

  heard(key = 'notes'): readonly HocuspocusMessage[] {
    return this.socket.frames
      .map(decodeHocuspocusAnswer)
      .flatMap((answer) => (answer?.key === key ? [answer.message] : []));
  }

  kinds(key = 'notes'): readonly Kind[] {
    return this.heard(key).map(({ kind }) => kind);
  }

  count(kind: Kind, key = 'notes'): number {
    return this.kinds(key).filter((each) => each === kind).length;
  }

  /** How often it was told that something is saved. */
  saved(key = 'notes'): number {
    return this.heard(key).filter((message) => message.kind === 'status' && message.isApplied).length;
  }

  /** Lets what is under way settle, which may set timers, and then time pass. */
  async pass(ms = 100): Promise<void> {
    await settle();
    await this.harness.clock.pass(ms);
  }
}

/** What somebody sends who types these words. */
export function texts(...words: string[]): readonly HocuspocusMessage[] {
  const author = new Recorder();
  return words.map((word) => author.type(word) as HocuspocusMessage);
}
