import { expect } from 'vitest';
import * as Y from 'yjs';
import type { Desk } from '../testing/desk.fixture.ts';
import { merges } from '../testing/interleaving.fixture.ts';
import { Device, until } from './device.fixture.ts';

/** Somebody's device: now and then it is opened without a network and written at, now and then it meets the server. */
class Traveller {
  readonly #device = new Device();
  readonly #server: Y.Doc;
  readonly word: string;

  constructor(server: Y.Doc, word: string) {
    this.#server = server;
    this.word = word;
  }

  /** Types the word where there is no network, and closes the page. */
  async write(): Promise<void> {
    const tab = await this.#open();
    tab.type(this.word);
    await whenKept(tab);
    expect(tab.provider.peek()).toMatchObject({ synced: true, sent: false, saved: false });
    tab.provider.destroy();
  }

  /** Opens the page where there is a network, until the server has all. */
  async meet(): Promise<void> {
    const tab = await this.#open();
    const { socket } = tab;
    socket.accept();
    socket.say(
      { kind: 'access', level: 'write' },
      { kind: 'syncStep1', vector: Y.encodeStateVector(this.#server) },
      { kind: 'syncStep2', update: Y.encodeStateAsUpdate(this.#server) },
    );
    let count = 0;
    for (const message of tab.hear()) {
      if (message.kind !== 'update' && message.kind !== 'syncStep2') continue;
      Y.applyUpdate(this.#server, message.update);
      count += 1;
    }
    socket.say({ kind: 'saved', count });
    await until(tab, async () => (await this.#device.list()).some(({ isUnsaved }) => !isUnsaved));
    expect(tab.provider.peek()).toMatchObject({ synced: true, sent: true, saved: true });
    await whenKept(tab);
    tab.provider.destroy();
  }

  /** What it shows without a network, and how many records hold that. */
  async look(): Promise<{ readonly text: string; readonly records: number }> {
    const tab = await this.#open();
    const text = tab.doc.getText('t').toString();
    expect(tab.provider.peek()).toMatchObject({ synced: true, saved: true });
    tab.provider.destroy();
    return { text, records: (await this.#device.records()).length };
  }

  async #open(): Promise<Desk> {
    const tab = this.#device.openTab();
    await whenKept(tab);
    return tab;
  }
}

const whenKept = (tab: Desk) => until(tab, () => tab.provider.peek().device.state === 'kept');

/** What is written at each of so many devices, in every order in which they are written at and meet the server: is it everywhere, once? */
export async function everyOrderOf(words: readonly string[]): Promise<number> {
  const orders = merges(words.map((_, index) => ['write', 'meet'].map((act) => ({ index, act }))));
  for (const order of orders) {
    const server = new Y.Doc();
    const travellers = words.map((word) => new Traveller(server, word));
    for (const traveller of travellers) await traveller.meet();
    for (const { index, act } of order)
      await (act === 'write' ? travellers[index]?.write() : travellers[index]?.meet());
    for (const traveller of travellers) await traveller.meet();
    const looks = await Promise.all(travellers.map((traveller) => traveller.look()));
    const text = server.getText('t').toString();
    expect(
      looks.map((look) => look.text),
      JSON.stringify(order),
    ).toEqual(words.map(() => text));
    expect(words.map((word) => text.split(word).length)).toEqual(words.map(() => 2));
    // One for what was typed and one for each time that there was something new, never one for an opening.
    for (const { records } of looks) expect(records).toBeLessThanOrEqual(words.length + 1);
  }
  return orders.length;
}
