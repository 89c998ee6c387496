import { describe, expect, it } from 'vitest';
import { MalformedError } from './byteReader.ts';
import { decodePosting, encodePosting } from './posting.ts';

const frames = [[], [1], [2, 3], Array.from({ length: 70_000 }, (_, index) => index % 251)].map(
  (bytes) => new Uint8Array(bytes),
);

describe('a posting', () => {
  it.each([0, 1, 2, 4])('comes out as it went in when it has %i frames', (count) => {
    expect(decodePosting(encodePosting(frames.slice(0, count)))).toEqual(frames.slice(0, count));
  });

  it('is refused, and allocates nothing, when it ends anywhere but behind a frame (S3)', () => {
    const bytes = encodePosting(frames.slice(0, 3));
    const ends = [...bytes.keys()].filter((length) => isWhole(bytes.subarray(0, length)));
    expect(ends).toEqual([0, 4, 9]);
    expect(() => decodePosting(new Uint8Array([0xff, 0xff, 0xff, 0xff, 1]))).toThrow(MalformedError);
  });

  it('is a copy, so that what is kept of it does not hold all of it', () => {
    const [frame] = decodePosting(encodePosting([new Uint8Array(3)]));
    expect(frame?.buffer.byteLength).toBe(3);
  });
});

function isWhole(bytes: Uint8Array): boolean {
  try {
    return decodePosting(bytes).length >= 0;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedError);
    return false;
  }
}
