import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedError } from './byteReader.ts';
import { goldenFrames } from './goldenFrames.fixture.ts';
import {
  decodeHocuspocusFrame,
  encodeHocuspocus,
  type HocuspocusFrame,
  type HocuspocusMessage,
  hocuspocusPing,
  hocuspocusPong,
} from './hocuspocusMessage.ts';

const bytes = (...numbers: number[]): Uint8Array => new Uint8Array(numbers);

function about(message: HocuspocusMessage, key = 'doc'): HocuspocusFrame {
  return { kind: 'document', key, message };
}

/** What each golden frame of the README means, and who sends it. */
const meanings: Readonly<
  Record<string, { readonly from: 'client' | 'server'; readonly frame: HocuspocusFrame }>
> = {
  '`token` "tok" of 4.8.0; of version 3 (1)': {
    from: 'client',
    frame: about({ kind: 'token', token: 'tok', version: '4.8.0' }),
  },
  '`token` "tok" of 4.8.0; of version 3 (2)': {
    from: 'client',
    frame: about({ kind: 'token', token: 'tok', version: undefined }),
  },
  '`denied`, "no"; `authenticated` to write (1)': {
    from: 'server',
    frame: about({ kind: 'denied', reason: 'no' }),
  },
  '`denied`, "no"; `authenticated` to write (2)': {
    from: 'server',
    frame: about({ kind: 'authenticated', scope: 'read-write' }),
  },
  '`syncStep1` of session "abc"; `update` (1)': {
    from: 'client',
    frame: about({ kind: 'syncStep1', vector: bytes(0) }, 'doc\0abc'),
  },
  '`syncStep1` of session "abc"; `update` (2)': {
    from: 'client',
    frame: about({ kind: 'update', update: bytes(0, 0) }),
  },
  '`status` saved; refused (1)': { from: 'server', frame: about({ kind: 'status', isApplied: true }) },
  '`status` saved; refused (2)': { from: 'server', frame: about({ kind: 'status', isApplied: false }) },
  '`detach`; `close`, "no" (1)': { from: 'client', frame: about({ kind: 'detach' }) },
  '`detach`; `close`, "no" (2)': { from: 'server', frame: about({ kind: 'close', reason: 'no' }) },
  '`ping`; `pong` (1)': { from: 'client', frame: { kind: 'ping' } },
  '`ping`; `pong` (2)': { from: 'client', frame: { kind: 'pong' } },
};

function encode(frame: HocuspocusFrame): Uint8Array {
  if (frame.kind === 'document') return encodeHocuspocus(frame.key, frame.message);
  return frame.kind === 'ping' ? hocuspocusPing : hocuspocusPong;
}

describe('golden frames of Hocuspocus', () => {
  it('are all those of the README', () => {
    expect(goldenFrames('hocuspocus').map(({ label }) => label)).toEqual(Object.keys(meanings));
  });

  it.each(goldenFrames('hocuspocus'))('$label is written and read as in the README', ({ label, bytes }) => {
    const meaning = meanings[label];
    if (meaning === undefined)
      throw new Error(`The README has a frame of which the test does not know the meaning: ${label}`);
    expect([...encode(meaning.frame)]).toEqual([...bytes]);
    if (meaning.from === 'client') expect(decodeHocuspocusFrame(bytes)).toEqual(meaning.frame);
  });
});

const texts = fc.string({ unit: 'grapheme' });

/** What a provider sends. */
const messages: fc.Arbitrary<HocuspocusMessage> = fc.oneof(
  fc.record({ kind: fc.constant('syncStep1' as const), vector: fc.uint8Array() }),
  fc.record({ kind: fc.constantFrom('syncStep2' as const, 'update' as const), update: fc.uint8Array() }),
  fc.record({ kind: fc.constant('awareness' as const), update: fc.uint8Array() }),
  fc.record({ kind: fc.constantFrom('queryAwareness' as const, 'detach' as const) }),
  fc.record({
    kind: fc.constant('token' as const),
    token: texts,
    version: fc.option(texts, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('stateless' as const), payload: texts }),
  fc.record({ kind: fc.constant('unknown' as const), type: fc.integer({ min: 11, max: 2 ** 40 }) }),
);

describe('decodeHocuspocusFrame', () => {
  it('reads back every message of a provider, whatever the key', () => {
    fc.assert(
      fc.property(texts, messages, (key, message) => {
        expect(decodeHocuspocusFrame(encodeHocuspocus(key, message))).toEqual(about(message, key));
      }),
    );
  });

  it('refuses a truncation, or reads a shorter message of the same kind', () => {
    const shares = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(messages, shares, (message, share) => {
        const whole = encodeHocuspocus('doc', message);
        const cut = whole.subarray(0, Math.floor(share * whole.length));
        const shorter = outcomeOf(cut);
        if (shorter === undefined) return;
        // The version may be missing, and a type that is not known has no body to miss.
        expect(['token', 'unknown']).toContain(message.kind);
        expect(shorter).toMatchObject({ message: { kind: message.kind } });
      }),
    );
  });

  it('throws nothing but MalformedError, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (frame) => {
        outcomeOf(frame);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['no bytes', bytes()],
    ['a key without a type', bytes(1, 0x61)],
    ['a key that is no UTF-8', bytes(1, 0xff, 9)],
    ['a key beyond the end (S3)', bytes(0xff, 0xff, 0xff, 0xff, 15, 0)],
    ['an unknown sync type', bytes(1, 0x61, 0, 9, 0)],
    ['a length beyond the end (S3)', bytes(1, 0x61, 0, 2, 0xff, 0xff, 0xff, 0xff, 15)],
    ['a denial of its own', bytes(1, 0x61, 2, 1, 0)],
    ['a broadcast that only a server may ask for', bytes(1, 0x61, 6, 1, 0x78)],
  ])('refuses %s', (_, frame) => {
    expect(() => decodeHocuspocusFrame(frame)).toThrow(MalformedError);
  });
});

/** @returns undefined when it was refused as malformed. */
function outcomeOf(frame: Uint8Array): HocuspocusFrame | undefined {
  try {
    return decodeHocuspocusFrame(frame);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
    return undefined;
  }
}
