import { expect, it } from 'vitest';
import { Decoded } from './decoded.ts';

it('a message is decoded once for all whom it reaches, and another one is never taken for it', () => {
  let count = 0;
  const decoded = new Decoded((bytes) => {
    count += 1;
    return bytes.join(',');
  });
  const one = Uint8Array.from({ length: 40 }, (_, at) => at);
  // The same where the hash looks.
  const other = one.with(39, 255);
  for (const bytes of [one, one.slice(), other, other.slice(), one])
    expect(decoded.of(bytes)).toBe(bytes.join(','));
  expect(count).toBe(3);
});
