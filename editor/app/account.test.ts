import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { systemClock } from '../collab/clock.ts';
import { DeviceStore } from '../offline/deviceStore.ts';
import { findAccount } from './account.ts';

/** What a page finds: the server's answer, the mark of the sign-in, and what it remembers from before. */
class Page {
  readonly #memory = new DeviceStore({ factory: new IDBFactory(), clock: systemClock });

  find(answer: unknown, mark = '', status = 200): Promise<string | undefined> {
    const fetch = () =>
      answer === 'none'
        ? Promise.reject(new TypeError())
        : Promise.resolve(Response.json(answer, { status }));
    const cookie = `other=1; scriptorium_sign_in=${mark}`;
    return findAccount({ server: 'ws://h/', name: 'a', fetch, memory: this.#memory, cookie });
  }
}

test('an account is whoever the server says, and who it said when it does not answer', async () => {
  const page = new Page();
  expect(await page.find('none', 'm')).toBeUndefined();
  expect(await page.find({ user: 'ada' }, 'm')).toBe('ada');
  expect(await page.find('none', 'm')).toBe('ada');
  expect(await page.find({ nonsense: 1 }, 'm')).toBe('ada');
  expect(await page.find({}, 'm', 502)).toBe('ada');
  expect(await page.find({}, 'm', 403)).toBe('ada');
});

test('an account is not known when somebody else has signed in since, or nobody is signed in', async () => {
  const page = new Page();
  await page.find({ user: 'ada' }, 'm');
  expect(await page.find('none', 'other')).toBeUndefined();
  expect(await page.find({}, 'm', 401)).toBeUndefined();
});

test('an account is empty where nobody signs in', async () => {
  const page = new Page();
  expect(await page.find({ user: '' })).toBe('');
  expect(await page.find('none')).toBe('');
});
