import { expect, test } from 'vitest';
import { everyOrderOf } from './devices.fixture.ts';

test('E18: what is typed at two devices without a network is at both in the end, once, in whatever order they meet the server', async () => {
  expect(await everyOrderOf(['one', 'two'])).toBe(6);
});
