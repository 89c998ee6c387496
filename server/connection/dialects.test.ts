import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { goldenFrames } from '../protocol/goldenFrames.fixture.ts';
import { closeReason, decodeMessages, type Frame, type Message } from '../protocol/index.ts';
import { PlainDialect } from './plainDialect.ts';
import { ScriptoriumDialect } from './scriptoriumDialect.ts';

const emptyUpdate = Uint8Array.of(0, 0);

/** Two updates of one author, and the document that they make. */
function typed(): { readonly doc: Y.Doc; readonly updates: readonly Uint8Array[] } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  doc.getText('t').insert(0, 'one ');
  doc.getText('t').insert(4, 'two');
  return { doc, updates };
}

const read = (frames: readonly Frame[]): readonly Message[] =>
  frames.flatMap((frame) => decodeMessages(frame));

describe('PlainDialect', () => {
  it('confirms by an echo that holds every id that it confirms, in one frame (@y/websocket 4)', () => {
    const { doc, updates } = typed();
    const [echo, ...more] = read(new PlainDialect().confirm({ count: 2, settled: 2, updates }));
    if (echo?.kind !== 'update') throw new Error('no echo');
    expect(more).toEqual([]);
    expect(Y.decodeUpdate(echo.update).structs.reduce((sum, { length }) => sum + length, 0)).toBe(7);
    const copy = new Y.Doc();
    Y.applyUpdate(copy, echo.update);
    expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc));
  });

  it('confirms the golden update by the golden frame, byte for byte (@y/websocket 4)', () => {
    const golden = goldenFrames('plain').find(({ label }) => label.startsWith('`update`'));
    const [sent] = decodeMessages(golden?.bytes ?? emptyUpdate);
    if (sent?.kind !== 'update') throw new Error('no golden update');
    const receipt = { count: 1, settled: 1, updates: [sent.update] };
    expect(new PlainDialect().confirm(receipt)).toEqual([golden?.bytes]);
  });

  it('confirms what is empty by nothing', () => {
    const receipt = { count: 1, settled: 1, updates: [emptyUpdate] };
    expect(new PlainDialect().confirm(receipt)).toEqual([]);
  });

  it.each<Message>([
    { kind: 'saved', count: 1 },
    { kind: 'access', level: 'read' },
    { kind: 'saving', isBehind: true },
    { kind: 'closing', advice: { when: 'now' }, reason: '' },
  ])('has no word for $kind, which would throw clients off course', (message) => {
    expect(new PlainDialect().encode(message)).toBeUndefined();
  });

  it('says why only to who is denied, in the one word that there is for it', () => {
    const dialect = new PlainDialect();
    expect(read(dialect.farewell(closeReason('denied', 'no')))).toEqual([{ kind: 'auth', reason: 'no' }]);
    expect(dialect.farewell(closeReason('deleted', 'gone'))).toEqual([]);
  });

  it('tells a reader once that nothing it writes is taken, and a writer who may only read from now on', () => {
    const dialect = new PlainDialect();
    expect(dialect.greet('read')).toEqual([]);
    expect(read(dialect.refuse()).map(({ kind }) => kind)).toEqual(['auth']);
    expect(dialect.refuse()).toEqual([]);
    expect(dialect.greet('write')).toEqual([]);
    expect(read(dialect.greet('comment')).map(({ kind }) => kind)).toEqual(['auth']);
    expect(dialect.refuse()).toEqual([]);
  });
});

describe('ScriptoriumDialect', () => {
  const dialect = new ScriptoriumDialect(() => 0.5);

  it('confirms by a count', () => {
    const { updates } = typed();
    expect(read(dialect.confirm({ count: 7, settled: 2, updates }))).toEqual([{ kind: 'saved', count: 7 }]);
  });

  it('tells the access', () => {
    expect(read(dialect.greet('suggest'))).toEqual([{ kind: 'access', level: 'suggest' }]);
  });

  it.each([
    ['goingAway' as const, { when: 'later', delayMs: 1700 }],
    ['overloaded' as const, { when: 'later', delayMs: 6500 }],
    ['unreadable' as const, { when: 'later', delayMs: 6500 }],
    ['malformed' as const, { when: 'never' }],
    ['denied' as const, { when: 'never' }],
    ['deleted' as const, { when: 'never' }],
    ['damaged' as const, { when: 'never' }],
  ])('says when to come back from %s', (name, advice) => {
    expect(read(dialect.farewell(closeReason(name, 'why')))).toEqual([
      { kind: 'closing', advice, reason: 'why' },
    ]);
  });
});
