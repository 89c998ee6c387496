import { expect, test } from 'vitest';
import { everyOrderOf } from './devices.fixture.ts';

test('E18: what is typed at three devices without a network is at all in the end, once, in whatever order they meet the server', {
  timeout: 60_000,
}, async () => {
  expect(await everyOrderOf(['one', 'two', 'six'])).toBe(90);
});
