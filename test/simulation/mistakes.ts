import type { Mutant, Patch } from './mutant.ts';

/** One line, or a few that stand together. */
function mistake(name: string, file: string, [find, replace]: readonly [string, string]): Mutant {
  return { name, patches: [{ file, find, replace }] };
}

const journal = 'server/room/journal.ts';
const room = 'server/room/room.ts';
const rooms = 'server/room/rooms.ts';
const parcel = 'server/room/parcel.ts';
const dispatch = 'server/room/dispatch.ts';
const laggards = 'server/room/laggards.ts';
const presence = 'server/room/presence.ts';
const state = 'server/document/documentState.ts';

const unloading: readonly Patch[] = [
  {
    file: rooms,
    find: '    await settle(open.room, open.upkeep);\n    const place = this.#places.get(name);',
    replace: '    const place = this.#places.get(name);',
  },
  {
    file: rooms,
    find: 'if (isIdle(open) && open.room.isSaved) {',
    replace: 'if (isIdle(open)) {',
  },
];

/** Ways to break the server, each of which the simulation has to find. */
export const mistakes: readonly Mutant[] = [
  mistake('acknowledge before the write', journal, [
    'this.#queue.push({ entries, onSettled });',
    "onSettled('saved');\n    this.#queue.push({ entries, onSettled: () => {} });",
  ]),
  mistake('empty the queue after the await instead of before', journal, [
    'this.#queue = [];\n      this.#settle(batch, await this.#save(batch));',
    'this.#settle(batch, await this.#save(batch));\n      this.#queue = [];',
  ]),
  mistake('take a failed write for done', journal, [
    'await this.#failed(error);',
    "await this.#failed(error);\n        return 'saved';",
  ]),
  mistake('queue a failed write again while it is retried', journal, [
    'await this.#failed(error);',
    'this.#queue = [...batch, ...this.#queue];\n        await this.#failed(error);',
  ]),
  mistake('skip the gap check', state, ['if (from > end(client)) return gap;', '']),
  mistake('skip the check of what structs depend on', state, [
    'if (onClock >= end(onClient)) return gap;',
    '',
  ]),
  mistake('take in what is malformed', state, [
    "if (result.kind === 'malformed') return result;",
    "if (result.kind === 'malformed') return { kind: 'news', update };",
  ]),
  mistake('give an answer for one vector to another', state, [
    'const key = this.#answerKey(vector);',
    "const key = '';",
  ]),
  {
    name: 'log again what is known',
    patches: [
      { file: room, find: '{ emptyUpdate, type Part }', replace: '{ emptyUpdate, type Part, partOf }' },
      {
        file: room,
        find: 'this.#parcel.addKnown(seat, { ...sent, index });',
        replace: 'this.#addNews(seat, { ...sent, index }, partOf(update));',
      },
    ],
  },
  mistake('confirm at once what is known', room, [
    '        this.#parcel.addKnown(seat, { ...sent, index });\n        this.#letGo();',
    '        seat.ledger.settle(index);\n        seat.member.acknowledge({ count: seat.ledger.saved, settled: 1, updates: [update] });',
  ]),
  mistake('relay to authors what they wrote', parcel, [
    'if (!member.takesEchoForReceipt) return this.whole();',
    'if (member.takesEchoForReceipt) return this.whole();',
  ]),
  mistake('relay to plain clients what they had before a crash', parcel, [
    'return ahead.size === 0 ? others : without(others, ahead);',
    'return others;',
  ]),
  mistake('relay to who was not answered yet', parcel, [
    '    const { member, ahead } = seat;',
    '    const { member, ahead = new Map() } = seat;',
  ]),
  mistake('relay to authors what they wrote when the disk takes too long', dispatch, [
    '    this.#stopWaiting();\n    this.#relay(parcel);',
    '    this.#stopWaiting();\n    this.#relayWhole(parcel);',
  ]),
  mistake('relay a later window before one that waits for the disk', dispatch, [
    '    this.release();\n    if (this.#isWorthWaiting(parcel)',
    '    if (this.#waiting === undefined && this.#isWorthWaiting(parcel)',
  ]),
  mistake('answer past a window that waits for the disk', room, ['    this.#dispatch.release();\n', '']),
  mistake('never confirm what waited for the disk in vain', dispatch, [
    'this.#receipts.add(parcel, { isEchoed: isWaiting });',
    'this.#receipts.add(parcel, { isEchoed: parcel.echoes > 1 });',
  ]),
  mistake('confirm each update twice', 'server/room/receipts.ts', [
    'due.settled += news.length + known.length;',
    'due.settled += 2 * (news.length + known.length);',
  ]),
  mistake('forget receipts with which nothing goes', 'server/room/receipts.ts', [
    'return this.#due.size > 0;',
    'return false;',
  ]),
  mistake('drop what is held back once there is news', room, [
    "if (admission?.kind === 'gap') return false;",
    "if (admission?.kind === 'gap') {\n      seat.drop(incoming);\n      return false;\n    }",
  ]),
  mistake('call saved all that was received', 'server/room/ledger.ts', [
    'this.#settled = Math.max(this.#settled, index);',
    'this.#settled = this.#received;',
  ]),
  mistake('open a document before it is read', rooms, [
    'const { state, last, tailEntries } = loaded;',
    'const { last, tailEntries } = loaded;\n    const state = loaded.state.constructor.empty();',
  ]),
  mistake('take an unreadable document for an empty one', rooms, [
    'const loaded = await loadDocument(log, name);',
    'const loaded = await loadDocument(log, name).catch(() => loadDocument(log, name.slice(1)));',
  ]),
  mistake('make two rooms for one document', rooms, [
    'await (place?.opened ?? this.#open(name));',
    'await this.#open(name);',
  ]),
  { name: 'unload a document that is not saved', patches: unloading },
  mistake('leave people in a deleted document', rooms, [
    "open.room.abandon(closeReason('deleted', 'This document was deleted.'));",
    '',
  ]),
  mistake('put into a checkpoint what no entry has', 'server/room/upkeep.ts', ['await whenCaughtUp();', '']),
  mistake('leave who is gone present', room, ['    this.#presence.leave(member);\n', '']),
  mistake('answer y-sweet before its answer has come', 'server/connection/sweetDialect.ts', [
    'const index = this.#hasAnswered ? this.#sent : Number.POSITIVE_INFINITY;',
    'const index = this.#sent;',
  ]),
  mistake('open documents behind a goodbye', 'server/connection/socketConnection.ts', [
    'if (this.wire.isGone) return;\n    const nowMs = this.#clock.nowMs();',
    'const nowMs = this.#clock.nowMs();',
  ]),
  mistake('take for a change what presence was told', presence, [
    'if (said !== undefined && sameBytes(state, said)) return false;',
    'if (clock === present.clock && sameBytes(state, present.state)) return false;',
  ]),
  mistake('forget what came while a checkpoint was made', state, [
    '    fresh.restore(this.#encodeSince(ends));\n',
    '',
  ]),
  mistake('forget what was deleted while a client did not read', state, [
    '    return encodeUpdate(structs, this.#deleted.encode());',
    '    return encodeUpdate(structs, Uint8Array.of(0));',
  ]),
  mistake('forget the parcel at which a client fell behind', 'server/room/arrears.ts', [
    '    this.#lower(starts);\n  }\n\n  /** It is not given the echo',
    '    this.#lower(this.#isBehind ? starts : new Map());\n  }\n\n  /** It is not given the echo',
  ]),
  mistake('forget who left while a client did not read', presence, [
    'return [...present, ...absent]',
    'return present',
  ]),
  mistake('forget presence that a client did not read', 'server/room/presenceRelay.ts', [
    'else arrearsOf(seat).missPresence(this.#mark);',
    '',
  ]),
  mistake('tell who has drained its own before the disk has it', laggards, [
    'until: unsaved });',
    'until: nothing });',
  ]),
  mistake('leave out what is not on disk for who has drained', laggards, [
    'parts.push(rest);',
    'parts.slice();',
  ]),
  mistake('forget echoes that a client did not read', laggards, [
    'arrearsOf(seat).missEcho(startsOf(updates));',
    '',
  ]),
  mistake('forget receipts that a client did not read', laggards, [
    '    arrearsOf(seat).owe(settled);\n',
    '',
  ]),
  mistake('forget a question of who does not read', laggards, ['arrearsOf(seat).ask(question.vector);', '']),
];
