import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { fingerprint, Secret } from './secret.ts';

it('a secret is compared without showing how much of it is right', () => {
  const secret = new Secret('what nobody guesses');
  expect(secret.equals('what nobody guesses')).toBe(true);
  // Digests of the same length are compared, whatever is given: `timingSafeEqual` throws for others.
  for (const given of ['', 'w', 'what nobody guesse', 'what nobody guesses!', 'x'.repeat(100_000), '💥'])
    expect(secret.equals(given)).toBe(false);
});

it('a secret is not shown by what prints it, nor by the key of what belongs to it', () => {
  const secret = new Secret('hush');
  expect(
    inspect(secret, { showHidden: true, depth: 9 }) + JSON.stringify(secret) + String(secret),
  ).not.toContain('hush');
  expect(fingerprint('hush', 'a')).not.toContain('hush');
  expect(fingerprint('a', 'bc')).not.toBe(fingerprint('ab', 'c'));
});
