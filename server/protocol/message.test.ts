import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessLevels } from './accessLevel.ts';
import { encodeAwareness } from './awarenessUpdate.ts';
import { MalformedError } from './byteReader.ts';
import { type Advice, extensionTypes, scriptoriumSubprotocol } from './extension.ts';
import { goldenFrames, scriptoriumRows } from './goldenFrames.fixture.ts';
import { decodeMessages, encodeMessage, type Message } from './message.ts';

const bytes = (...numbers: number[]): Uint8Array => new Uint8Array(numbers);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hi = bytes(1, 1, 1, 0, 4, 1, 1, 0x74, 2, 0x68, 0x69, 0);

/** What each golden frame of the README means. */
const meanings: Readonly<Record<string, Message>> = {
  '`syncStep1` of an empty document': { kind: 'syncStep1', vector: bytes(0) },
  '`syncStep2` of an empty document': { kind: 'syncStep2', update: bytes(0, 0) },
  '`update` in which client 1 wrote "hi" into the text "t"': { kind: 'update', update: hi },
  '`awareness` of client 1 at clock 0, state `{}`': {
    kind: 'awareness',
    update: encodeAwareness([{ clientId: 1, clock: 0, state: text('{}') }]),
  },
  '`awareness` of client 1 at clock 1, gone': {
    kind: 'awareness',
    update: encodeAwareness([{ clientId: 1, clock: 1, state: text('null') }]),
  },
  '`awareness` of nobody, which keeps a connection alive': { kind: 'awareness', update: encodeAwareness([]) },
  '`auth` with the reason "no"': { kind: 'auth', reason: 'no' },
  '`queryAwareness`': { kind: 'queryAwareness' },
  "`syncStatus` of y-sweet's version 300": { kind: 'syncStatus', payload: bytes(0xac, 2) },
  '`saved` with count 300; `access` to write (1)': { kind: 'saved', count: 300 },
  '`saved` with count 300; `access` to write (2)': { kind: 'access', level: 'write' },
  '`closing`: later, in 300 ms, "no"; never, "" (1)': {
    kind: 'closing',
    advice: { when: 'later', delayMs: 300 },
    reason: 'no',
  },
  '`closing`: later, in 300 ms, "no"; never, "" (2)': {
    kind: 'closing',
    advice: { when: 'never' },
    reason: '',
  },
  '`saving` is behind; not any more (1)': { kind: 'saving', isBehind: true },
  '`saving` is behind; not any more (2)': { kind: 'saving', isBehind: false },
};

describe('golden frames', () => {
  it('are all those of the README', () => {
    expect(goldenFrames('plain').map(({ label }) => label)).toEqual(Object.keys(meanings));
  });

  it.each(goldenFrames('plain'))('$label is written and read as in the README', ({ label, bytes: frame }) => {
    const message = meanings[label];
    if (message === undefined)
      throw new Error(`The README has a frame of which the test does not know the meaning: ${label}`);
    expect([...encodeMessage(message)]).toEqual([...frame]);
    expect(decodeMessages(frame)).toEqual([message]);
  });
});

/** A change here is a change of what clients that are out there were built for: it needs a new version, not a new hash. */
const tableHashes: Readonly<Record<string, string>> = {
  'scriptorium.v1': 'cddd0f50794ad7a99fa0f08d061735794662380108226a9f13d007d1e159f2b9',
};

it('the messages of scriptorium.v1 are those of the README, and the same as when the version was named', () => {
  const rows = scriptoriumRows();
  expect(rows.map(([, type]) => Number(type))).toEqual(Object.values(extensionTypes));
  const table = JSON.stringify({ rows, extensionTypes, accessLevels });
  const hash = createHash('sha256').update(table).digest('hex');
  expect({ [scriptoriumSubprotocol]: hash }).toEqual(tableHashes);
});

const texts = fc.string({ unit: 'grapheme' });

const advices: fc.Arbitrary<Advice> = fc.oneof(
  fc.record({ when: fc.constantFrom('now' as const, 'never' as const) }),
  fc.record({ when: fc.constant('later' as const), delayMs: fc.maxSafeNat() }),
);

const messages: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant('syncStep1' as const), vector: fc.uint8Array() }),
  fc.record({ kind: fc.constantFrom('syncStep2' as const, 'update' as const), update: fc.uint8Array() }),
  fc.record({ kind: fc.constant('awareness' as const), update: fc.uint8Array() }),
  fc.record({ kind: fc.constant('queryAwareness' as const) }),
  fc.record({ kind: fc.constant('auth' as const), reason: texts }),
  fc.record({ kind: fc.constant('syncStatus' as const), payload: fc.uint8Array() }),
  fc.record({ kind: fc.constant('saved' as const), count: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('access' as const), level: fc.constantFrom(...accessLevels) }),
  fc.record({ kind: fc.constant('closing' as const), advice: advices, reason: texts }),
  fc.record({ kind: fc.constant('saving' as const), isBehind: fc.boolean() }),
);

describe('decodeMessages', () => {
  it('reads back every message, and several in one frame', () => {
    fc.assert(
      fc.property(fc.array(messages, { minLength: 1, maxLength: 4 }), (sent) => {
        const frame = Buffer.concat(sent.map(encodeMessage));
        expect(decodeMessages(new Uint8Array(frame))).toEqual(sent);
      }),
    );
  });

  it('refuses every truncation of a frame', () => {
    fc.assert(
      fc.property(
        messages,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (message, share) => {
          const frame = encodeMessage(message);
          const cut = frame.subarray(0, Math.floor(share * frame.length));
          expect(() => decodeMessages(cut)).toThrow(MalformedError);
        },
      ),
    );
  });

  it('throws nothing but MalformedError, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (frame) => {
        try {
          decodeMessages(frame);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an unknown type', bytes(5)],
    ['an unknown sync type', bytes(0, 9, 0)],
    ['a number above 2^53', bytes(64, 255, 255, 255, 255, 255, 255, 255, 255, 127)],
    ['a length beyond the end (S3)', bytes(0, 2, 255, 255, 255, 255, 15)],
    ['a reason that is no UTF-8', bytes(2, 0, 1, 255)],
    ['an access that there is none of', bytes(65, 4)],
    ['an advice that there is none of', bytes(66, 3, 0, 0)],
  ])('refuses %s', (_, frame) => {
    expect(() => decodeMessages(frame)).toThrow(MalformedError);
  });
});
