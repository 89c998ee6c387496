import { Client, type Server } from './client.ts';
import { encodeCursor } from './cursor.ts';
import { Decoded } from './decoded.ts';
import { frameOf } from './rawSocket.ts';
import { type Typed, typedIn } from './typist.ts';

/** A room and what will be typed in it. */
export class TypingRoom {
  readonly server: Server;
  readonly name: string;
  /** What each typist will type, by place in the room. */
  readonly typed: readonly (readonly Uint8Array[])[];
  /** When each edit was sent, in milliseconds of `performance.now()`; by typist. */
  readonly sentAtMs: readonly Float64Array[];
  readonly decoded = new Decoded(typedIn);

  constructor(options: Pick<TypingRoom, 'server' | 'name' | 'typed'>) {
    this.server = options.server;
    this.name = options.name;
    this.typed = options.typed;
    this.sentAtMs = this.typed.map(({ length }) => new Float64Array(length));
  }

  /** The length of the text when everything was typed. */
  get characters(): number {
    return this.typed.reduce((total, { length }) => total + length, 0);
  }
}

/** Called for each edit of somebody else that reached somebody. */
export type OnArrival = (latencyMs: number) => void;

/** One simulated person: decodes what comes, and counts each edit of others once, however many came in one message. */
export class Person {
  readonly #room: TypingRoom;
  readonly #place: number;
  readonly #onArrival: OnArrival;
  /** How many clocks of each typist have arrived, without a gap. */
  readonly #arrived: Int32Array;
  readonly #frames: readonly Buffer[];
  #sent = 0;
  #client: Client | undefined;
  #isLost = false;

  constructor(room: TypingRoom, place: number, onArrival: OnArrival) {
    this.#room = room;
    this.#place = place;
    this.#onArrival = onArrival;
    this.#arrived = new Int32Array(room.typed.length);
    const { dialect } = room.server;
    this.#frames = (room.typed[place] ?? []).map((update) => frameOf(dialect.update(room.name, update)));
  }

  /** Resolves when the server has answered. */
  async join(): Promise<void> {
    const { server, name: room } = this.#room;
    this.#client = await Client.join({
      server,
      room,
      onUpdate: (update) => this.#count(update),
      onLost: () => {
        this.#isLost = true;
      },
    });
  }

  typeNext(): void {
    const frame = this.#frames[this.#sent];
    const sentAtMs = this.#room.sentAtMs[this.#place];
    if (frame === undefined || sentAtMs === undefined) return;
    sentAtMs[this.#sent] = performance.now();
    this.#sent += 1;
    this.#client?.sendFrame(frame);
  }

  moveCursor(position: number): void {
    const { server, name } = this.#room;
    const update = encodeCursor({ place: this.#place, position });
    this.#client?.sendFrame(frameOf(server.dialect.presence(name, update)));
  }

  /** Whether each edit of everybody else has arrived. */
  get hasEverything(): boolean {
    const { typed } = this.#room;
    return typed.every(({ length }, place) => place === this.#place || (this.#arrived[place] ?? 0) >= length);
  }

  /** Whether the server has ended the connection. */
  get isLost(): boolean {
    return this.#isLost;
  }

  close(): void {
    this.#client?.close();
  }

  #count(update: Uint8Array): void {
    const nowMs = performance.now();
    for (const typed of this.#room.decoded.of(update))
      if (typed.place !== this.#place) this.#take(typed, nowMs);
  }

  #take({ place, clock, length }: Typed, nowMs: number): void {
    const before = this.#arrived[place];
    // What was in the document before anybody typed is nobody's edit here.
    if (before === undefined) return;
    // What comes out of order would be a gap: it does not count, and the run then ends incomplete.
    if (clock > before || clock + length <= before) return;
    this.#arrived[place] = clock + length;
    const sentAtMs = this.#room.sentAtMs[place];
    for (let edit = before; edit < clock + length; edit += 1)
      this.#onArrival(nowMs - (sentAtMs?.[edit] ?? nowMs));
  }
}
