import { AnswerCache } from './answerCache.ts';
import { Authorship } from './authorship.ts';
import { decodeCheckpoint } from './checkpoint.ts';
import { hasCircle } from './circle.ts';
import { encodeUpdate } from './encodeUpdate.ts';
import { endOf, IdRanges, rangesSince } from './idRanges.ts';
import type { Part } from './merge.ts';
import { type ClientRanges, type StructRun, scanUpdate, type UpdateScan } from './scan.ts';
import { encodeStateVector, parseStateVector, type StateVector } from './stateVector.ts';
import { StructLog } from './structLog.ts';
import { type Structs, structsBefore, structsOf, structsSince } from './structs.ts';

/**
 * What became of an update.
 * - `news`: taken in. `update` is what to relay and to log: the same bytes, or less where some was known already. `part` is the same
 *   taken apart, for who merges it with others.
 * - `known`: nothing in it is new; neither relay nor log it.
 * - `gap`: something before it is missing; ask for it (SyncStep1) and offer the update again afterwards. Nothing has changed.
 * - `malformed`: no Yjs wrote it. Nothing has changed.
 */
export type Admission =
  | { readonly kind: 'news'; readonly update: Uint8Array; readonly part: Part }
  | { readonly kind: 'known' }
  | { readonly kind: 'gap' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** What an update has that the document lacks: runs of structs that end past what is known, and deleted ranges. */
type Comparison =
  | { readonly kind: 'known' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | {
      readonly kind: 'lacking';
      readonly scan: UpdateScan;
      readonly news: readonly StructRun[];
      readonly deletions: readonly ClientRanges[];
    };

export type Answer =
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Part of a document: of each client from one clock to another. */
export interface Span {
  /** Undefined when nothing of this client is in it. */
  readonly from: (client: number) => number | undefined;
  /** A client that is not in it counts to its end. */
  readonly until: StateVector;
}

/** Shared, since most who ask have nothing more. */
const nothing: StateVector = new Map();
const gap: Admission = { kind: 'gap' };

/** What a client's log costs besides its bytes, about: the objects, its mark, its places in maps. */
const logOverheadBytes = 400;
const rangeBytes = 16;

/**
 * A document as bytes: per client its structs as they were encoded, and the set of what is deleted. It never decodes content, so
 * it costs what its bytes cost. Invariant: whoever applies `encode()` to an empty Y.Doc has nothing pending.
 */
export class DocumentState {
  #logs: Map<number, StructLog> = new Map();
  #deleted = new IdRanges();
  readonly #cache = new AnswerCache();
  #vector: Uint8Array | undefined;
  #logBytes = 0;

  #authorship = new Authorship();

  static empty(): DocumentState {
    return new DocumentState();
  }

  /**
   * @param updates a checkpoint and the entries after it, in the order of the log
   * @throws Error that names the index of an update that is malformed or leaves a gap
   */
  static load(updates: readonly Uint8Array[]): DocumentState {
    const state = new DocumentState();
    for (const [index, update] of updates.entries()) {
      const refusal = state.#restore(update, '');
      if (refusal !== undefined) throw new Error(`update ${index} ${refusal}`);
    }
    return state;
  }

  /**
   * Takes in an entry that is stored, in the order of the log.
   * @param author who brought it; empty where nobody was signed in
   * @throws Error that says what is wrong with it; nothing has changed then
   */
  restore(update: Uint8Array, author = ''): void {
    const refusal = this.#restore(update, author);
    if (refusal !== undefined) throw new Error(`the update ${refusal}`);
  }

  /** Takes in a checkpoint, before the entries behind it. @throws as `restore` */
  restoreCheckpoint(checkpoint: Uint8Array): void {
    const { update, authorship } = decodeCheckpoint(checkpoint);
    const refusal = this.#restore(update, undefined);
    if (refusal !== undefined) throw new Error(`the checkpoint ${refusal}`);
    this.#authorship = authorship;
  }

  /** Who brought what. */
  get authorship(): Authorship {
    return this.#authorship;
  }

  /** About how many bytes of memory it holds. */
  get bytes(): number {
    return (
      this.#logBytes +
      this.#logs.size * logOverheadBytes +
      this.#deleted.size * rangeBytes +
      this.#cache.bytes +
      (this.#vector?.length ?? 0)
    );
  }

  /** How many bytes its structs have, which is about what it comes to as one update. */
  get contentBytes(): number {
    return this.#logBytes;
  }

  /**
   * Takes an update in if it is news. Whatever it says, either all of it counts or nothing has changed.
   * @param author who brings it; empty where nobody is signed in
   */
  admit(update: Uint8Array, author = ''): Admission {
    return this.#admit(update, author);
  }

  /** @param author undefined where the authorship is known otherwise */
  #admit(update: Uint8Array, author: string | undefined): Admission {
    if (this.#cache.isKnown(update)) return { kind: 'known' };
    const compared = this.#compare(update);
    if (compared.kind === 'known') this.#cache.keepKnown(update, this.#logBytes);
    if (compared.kind !== 'lacking') return compared;
    const { scan, news, deletions } = compared;
    const check = this.#check(scan);
    if (check !== undefined) return check;
    const structs = news.map((run) => structsSince(structsOf(update, run), this.#end(run.client)));
    const isWhole =
      scan.descending &&
      news.length === scan.structs.length &&
      deletions === scan.deleted &&
      structs.every(({ from }, index) => from === news[index]?.from);
    const taken = isWhole ? update : encodeUpdate(structs, encodeDeleteSet(deletions));
    this.#take(structs, { deletions, collected: scan.collected });
    if (author !== undefined) this.#authorship.note(structs, author);
    return { kind: 'news', update: taken, part: { structs, deleted: deletions } };
  }

  /**
   * Goes on from its compacted form, and what came since that was made: the same document in fewer bytes.
   * @param compacted of an earlier state of this document
   * @throws Error when it is not; nothing has changed then
   */
  adopt(compacted: Uint8Array): void {
    const fresh = DocumentState.load([compacted]);
    const ends = new Map([...fresh.#logs].map(([client, { end }]) => [client, end]));
    fresh.restore(this.#encodeSince(ends));
    this.#logs = fresh.#logs;
    this.#deleted = fresh.#deleted;
    this.#logBytes = fresh.#logBytes;
    this.#cache.outdate();
  }

  /** Whether there is anything in the update that the document lacks. Nothing is taken in. */
  compare(update: Uint8Array): 'known' | 'lacking' | 'malformed' {
    if (this.#cache.isKnown(update)) return 'known';
    return this.#compare(update).kind;
  }

  /** Whether this text stands anywhere in its structs, in one piece. */
  mentions(text: string): boolean {
    const bytes = Buffer.from(text);
    return [...this.#logs.values()].some((log) => log.includes(bytes));
  }

  /** Encoded as Yjs encodes it. */
  stateVector(): Uint8Array {
    this.#vector ??= encodeStateVector(new Map([...this.#logs].map(([client, { end }]) => [client, end])));
    return this.#vector;
  }

  /**
   * The answer to SyncStep1: what whoever is at this vector lacks, and all deletions, about which a vector says nothing.
   * Shared between calls: don't change it. It is right only for whoever sent this vector (S20).
   */
  answer(vector: Uint8Array): Answer {
    const parsed = parseStateVector(vector);
    if (parsed.kind === 'malformed') return parsed;
    return { kind: 'update', update: this.#since(parsed.vector) };
  }

  /** What lies between these clocks, and all deletions: what somebody lacks who fell behind there. Made anew each time. */
  between({ from, until }: Span): Uint8Array {
    const structs: Structs[] = [];
    for (const [client, log] of this.#logs) {
      const end = until.get(client) ?? log.end;
      const start = from(client) ?? end;
      if (start < end) structs.push(structsBefore(log.since(start), end));
    }
    return encodeUpdate(structs, this.#deleted.encode());
  }

  /** What somebody at this vector has and the document lacks: clients and how far they are there, beyond how far they are here. */
  beyond(vector: Uint8Array): StateVector {
    const parsed = parseStateVector(vector);
    if (parsed.kind === 'malformed') return new Map();
    const beyond = [...parsed.vector].filter(([client, clock]) => clock > this.#end(client));
    return beyond.length === 0 ? nothing : new Map(beyond);
  }

  /** All of it as one update. It may be an answer: don't change it. */
  encode(): Uint8Array {
    return this.#cache.get('') ?? this.#encodeSince(new Map());
  }

  /** Gives back the memory of answers that nobody asked for lately. */
  forgetAnswers(): void {
    this.#cache.forget();
  }

  #restore(update: Uint8Array, author: string | undefined): string | undefined {
    const admission = this.#admit(update, author);
    if (admission.kind === 'malformed') return `is malformed: ${admission.reason}`;
    return admission.kind === 'gap' ? 'leaves a gap' : undefined;
  }

  #compare(update: Uint8Array): Comparison {
    const result = scanUpdate(update);
    if (result.kind === 'malformed') return result;
    const { scan } = result;
    const news = scan.structs.filter(({ client, to }) => to > this.#end(client));
    const deletions = this.#deleted.lacking(scan.deleted);
    if (news.length === 0 && deletions.length === 0) return { kind: 'known' };
    return { kind: 'lacking', scan, news, deletions };
  }

  #end(client: number): number {
    return this.#logs.get(client)?.end ?? 0;
  }

  /** @returns why it can't be taken, if it can't: something is missing, or parts of it wait for each other. */
  #check(scan: UpdateScan): Admission | undefined {
    const ends = new Map<number, number>();
    const end = (client: number) => ends.get(client) ?? this.#end(client);
    for (const { client, from, to } of scan.structs) {
      if (from > end(client)) return gap;
      ends.set(client, Math.max(to, end(client)));
    }
    let looksAhead = false;
    for (const { onClient, onClock } of scan.depends) {
      if (onClock >= end(onClient)) return gap;
      if (onClock >= this.#end(onClient)) looksAhead = true;
    }
    if (scan.deleted.some((ranges) => endOf(ranges) > end(ranges.client))) return gap;
    if (looksAhead && hasCircle(scan, (client) => this.#end(client))) {
      return { kind: 'malformed', reason: 'structs depend on each other in a circle' };
    }
    return undefined;
  }

  #take(
    structs: readonly Structs[],
    gone: { readonly deletions: readonly ClientRanges[]; readonly collected: readonly ClientRanges[] },
  ): void {
    this.#deleted.add(this.#unknown(gone.collected));
    this.#deleted.add(gone.deletions);
    this.#append(structs);
    this.#cache.outdate();
    this.#vector = undefined;
  }

  /**
   * What arrives as garbage is deleted without being named. But garbage for clocks that are known already says nothing about what
   * they hold here.
   */
  #unknown(collected: readonly ClientRanges[]): readonly ClientRanges[] {
    return collected.map((ranges) => rangesSince(ranges, this.#end(ranges.client)));
  }

  #append(structs: readonly Structs[]): void {
    const first = structs[0];
    // A keystroke is but one run.
    if (structs.length === 1 && first !== undefined) this.#appendRuns([first]);
    else for (const runs of byClient(structs)) this.#appendRuns(runs);
  }

  #appendRuns(runs: Runs): void {
    const log = this.#logOf(runs[0].client);
    const before = log.bytes;
    log.append(runs);
    this.#logBytes += log.bytes - before;
  }

  #logOf(client: number): StructLog {
    let log = this.#logs.get(client);
    if (log === undefined) {
      log = new StructLog(client);
      this.#logs.set(client, log);
    }
    return log;
  }

  #since(vector: StateVector): Uint8Array {
    const key = this.#answerKey(vector);
    const kept = this.#cache.get(key);
    if (kept !== undefined) return kept;
    const answer = this.#encodeSince(vector);
    this.#cache.keep(key, { answer, documentBytes: this.#logBytes });
    return answer;
  }

  #encodeSince(vector: StateVector): Uint8Array {
    return this.between({ from: (client) => vector.get(client) ?? 0, until: new Map() });
  }

  /** What of a vector matters here: newcomers differ in clients that this document has never heard of. */
  #answerKey(vector: StateVector): string {
    let key = '';
    for (const [client, clock] of vector) {
      const end = this.#end(client);
      if (clock > 0 && end > 0) key += `${client}:${Math.min(clock, end)},`;
    }
    return key;
  }
}

type Runs = readonly [Structs, ...Structs[]];

/** Runs of one client that stand together. */
function byClient(structs: readonly Structs[]): readonly Runs[] {
  const parts: [Structs, ...Structs[]][] = [];
  for (const run of structs) {
    const part = parts[parts.length - 1];
    if (part !== undefined && part[0].client === run.client) part.push(run);
    else parts.push([run]);
  }
  return parts;
}

function encodeDeleteSet(deletions: readonly ClientRanges[]): Uint8Array {
  const ranges = new IdRanges();
  ranges.add(deletions);
  return ranges.encode();
}
