import { expect, it } from 'vitest';
import type { BrokenNetwork, Upgrading } from '../brokenNetwork.ts';
import { expectEverywhere } from './agreement.ts';
import { limitMs, soon } from './patience.ts';
import { stageOfFile } from './stageOfFile.ts';
import type { Visitor } from './visitor.ts';

const stage = stageOfFile();

/** Ada behind a network that breaks WebSocket, and Béla beside the server, both able to type. */
async function twoIn(
  document: string,
  upgrading: Upgrading,
): Promise<{ readonly ada: Visitor; readonly bela: Visitor; readonly network: BrokenNetwork }> {
  const network = await stage.layBrokenNetwork();
  network.upgrading = upgrading;
  const ada = await stage.visit({ name: 'Ada', color: '#c3473f', baseURL: network.httpUrl });
  const bela = await stage.visit({ name: 'Béla', color: '#127c86' });
  await Promise.all([ada.open(document), bela.open(document)]);
  return { ada, bela, network };
}

it.each<Upgrading>(['refused', 'cut off'])(
  'both see what both type, and each other, when WebSocket is %s for one of them',
  async (upgrading) => {
    const document = `detour ${upgrading}`;
    const { ada, bela, network } = await twoIn(document, upgrading);
    await ada.typeAtEnd('one\ntwo');
    await expect.poll(() => bela.blocks(), soon).toEqual(['one', 'two']);
    await Promise.all([ada.goTo('start'), bela.goTo('end')]);
    await Promise.all([
      ada.type('the quick brown fox 🦊 jumps over the lazy dog and '),
      bela.type(' and pack my box with five dozen liquor jugs 🍶'),
    ]);
    await Promise.all([ada.whenSeesCursorOf('Béla'), bela.whenSeesCursorOf('Ada')]);
    await expectEverywhere(stage, {
      document,
      visitors: [ada, bela],
      blocks: [
        'the quick brown fox 🦊 jumps over the lazy dog and one',
        'two and pack my box with five dozen liquor jugs 🍶',
      ],
    });
    expect([network.sockets, network.streams]).toEqual([0, 1]);
  },
  limitMs,
);

it(
  'what a page on a stream calls saved is on the disk, and it says so when nothing gets through',
  async () => {
    const { ada, bela, network } = await twoIn('detour-honest', 'refused');
    await ada.typeAtEnd('saved over a stream 💾');
    await ada.whenSaving(/saving…$/);
    await ada.whenSaving(/^Saved$/);
    network.nextFault = () => 'badGateway';
    await ada.typeAtEnd(' and not');
    await ada.whenSaving(/saving…$/);
    await stage.killServer();
    await ada.whenSaving(/kept on this device/);
    await bela.leave();
    await stage.startServer();
    expect(await stage.readBlocks('detour-honest')).toEqual(['saved over a stream 💾']);
    network.nextFault = () => 'none';
    await expect
      .poll(() => stage.readBlocks('detour-honest'), soon)
      .toEqual(['saved over a stream 💾 and not']);
    await ada.whenSaving(/^Saved$/);
  },
  limitMs,
);

it(
  'a page moves to WebSocket when that passes again: both go on typing, and it never says that it is offline',
  async () => {
    const { ada, bela, network } = await twoIn('detour-back', 'refused');
    await ada.typeAtEnd('over a stream, ');
    await ada.whenSaving(/^Saved$/);
    await expect.poll(() => network.streams, soon).toBe(1);
    await ada.page.evaluate(watchSaving);
    network.upgrading = 'passed';
    // What a browser says of a computer that was carried into another network.
    await ada.page.evaluate(() => dispatchEvent(new Event('online')));
    await ada.type('all the while, ');
    await expect.poll(() => [network.sockets, network.streams], soon).toEqual([1, 0]);
    await ada.type('over a socket');
    await expect.poll(() => bela.blocks(), soon).toEqual(['over a stream, all the while, over a socket']);
    await bela.typeAtEnd(' and back');
    await expectEverywhere(stage, {
      document: 'detour-back',
      visitors: [ada, bela],
      blocks: ['over a stream, all the while, over a socket and back'],
    });
    const said = await ada.page.evaluate(() => (globalThis as { said?: string[] }).said ?? []);
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((words) => !/^(?:Saved|Sending…|Sent, saving…)$/.test(words))).toEqual([]);
  },
  limitMs,
);

it(
  'a page loads what goes round a broken network only when two WebSockets have failed',
  async () => {
    const ada = await stage.visit({ name: 'Ada' });
    const loaded: string[] = [];
    ada.page.on('request', (request) => loaded.push(request.url()));
    await ada.open('detour-none');
    await ada.typeAtEnd('straight');
    await ada.whenSaving(/^Saved$/);
    expect(loaded.filter((url) => /\/assets\/detour-/.test(url))).toEqual([]);
    const network = await stage.layBrokenNetwork();
    const bela = await stage.visit({ name: 'Béla', baseURL: network.httpUrl });
    bela.page.on('request', (request) => loaded.push(request.url()));
    await bela.open('detour-none');
    await bela.whenSaving(/^Saved$/);
    expect(loaded.filter((url) => /\/assets\/detour-/.test(url))).toHaveLength(1);
    expect(network.upgrades).toBe(2);
  },
  limitMs,
);

/** Runs in the page: keeps all that its head says of saving. */
function watchSaving(): void {
  const said: string[] = [];
  Object.assign(globalThis, { said });
  const place = document.querySelector('[data-place=save]');
  if (place === null) throw new Error('The page says nothing of saving.');
  const note = (): void => void said.push(place.textContent?.trim() ?? '');
  new MutationObserver(note).observe(place, { subtree: true, childList: true, characterData: true });
}
