import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Desk } from '../testing/desk.fixture.ts';
import { textOf } from '../testing/desk.fixture.ts';
import { Device, until } from './device.fixture.ts';
import { answerOf } from './request.ts';

const emptyVector = new Uint8Array([0]);

function deviceOf(tab: Desk): string {
  const { device } = tab.provider.peek();
  return device.state === 'failing' ? `failing: ${device.cause}` : device.state;
}

const whenKept = (tab: Desk) => until(tab, () => deviceOf(tab) === 'kept');

/** A tab in which the device's copy, if there is one, is shown by now. */
async function openTab(device: Device, ...options: Parameters<Device['openTab']>): Promise<Desk> {
  const tab = device.openTab(...options);
  await whenKept(tab);
  return tab;
}

/** What somebody at the server types arrives. */
function receive(tab: Desk, from: Y.Doc, text: string): void {
  from.once('update', (update: Uint8Array) => tab.socket.say({ kind: 'update', update }));
  from.getText('t').insert(0, text);
}

/** As a browser whose answer is no. */
function fail(name: string): never {
  throw new DOMException('No', name);
}

/** Another tab's connection, of which it does not let go though the database is to be deleted: all that open it wait. */
async function blockingConnection(factory: IDBFactory | undefined): Promise<{ close(): void }> {
  if (!factory) throw new Error('There is no storage.');
  const connection = await answerOf(factory.open('scriptorium'));
  factory.deleteDatabase('scriptorium');
  return connection;
}

const read = (tab: Desk) => tab.doc.getText('t').toString();

describe('a document on this device', () => {
  test('is there again without a network, with what the server lacks told from what it has (E18)', async () => {
    const device = new Device();
    const before = (await openTab(device)).greet('saved');
    before.type('saved ');
    before.socket.say({ kind: 'saved', count: 2 });
    await until(before, async () => (await device.records()).every(({ unsaved }) => unsaved === undefined));
    before.socket.hangUp(1006);
    before.type('unsent ');
    await whenKept(before);
    before.provider.destroy();

    const after = await openTab(device);
    expect(read(after)).toBe('unsent saved ');
    expect(after.provider.peek()).toMatchObject({ synced: true, access: 'write', saved: false, sent: false });
    after.socket.accept();
    after.socket.hear();
    after.socket.say(
      { kind: 'syncStep1', vector: emptyVector },
      { kind: 'syncStep2', update: new Uint8Array([0, 0]) },
    );
    expect(textOf(after.hear())).toBe('unsent saved ');
    expect(after.provider.peek()).toMatchObject({ sent: true, saved: false });
    after.socket.say({ kind: 'saved', count: 1 });
    await until(after, async () => (await device.list()).every(({ isUnsaved }) => !isUnsaved));
    expect(after.provider.peek()).toMatchObject({ saved: true });
  });

  test('is all saved when it is opened again and the server had all, also before that answers', async () => {
    const device = new Device();
    const before = (await openTab(device)).greet('saved');
    receive(before, new Y.Doc(), 'by others');
    await until(before, async () => (await device.records()).length === 1);
    before.provider.destroy();
    const after = await openTab(device);
    expect(read(after)).toBe('by others');
    expect(after.provider.peek()).toMatchObject({ synced: true, saved: true });
  });

  test('is not written again when it is opened again, whatever the server sends anew (E18)', async () => {
    const device = new Device();
    const others = new Y.Doc();
    const before = (await openTab(device)).greet('saved');
    receive(before, others, 'one');
    others.getText('t').delete(0, 1);
    before.socket.say({ kind: 'syncStep2', update: Y.encodeStateAsUpdate(others) });
    await until(before, async () => (await device.records()).length > 0);
    before.provider.destroy();
    const count = (await device.records()).length;
    for (const _time of [1, 2, 3]) {
      const tab = device.openTab().greet('saved');
      tab.socket.say({ kind: 'syncStep2', update: Y.encodeStateAsUpdate(others) });
      await whenKept(tab);
      tab.clock.pass(10_000);
      tab.provider.destroy();
    }
    expect(await device.records()).toHaveLength(count);
  });

  test('holds what was typed before it was known what the device keeps', async () => {
    const device = new Device();
    const tab = device.openTab().greet('saved');
    tab.type('early');
    expect(deviceOf(tab)).toBe('opening');
    await whenKept(tab);
    tab.provider.destroy();
    expect(read(await openTab(device))).toBe('early');
  });

  test('is not called kept while something that was typed is not in the storage', async () => {
    const tab = (await openTab(new Device())).greet('saved');
    tab.type('x');
    expect(deviceOf(tab)).toBe('keeping');
    await whenKept(tab);
  });

  test('of which the server never said anything is not shown as if it had', async () => {
    const device = new Device();
    const tab = await openTab(device);
    tab.type('x');
    await whenKept(tab);
    tab.provider.destroy();
    expect((await openTab(device)).provider.peek()).toMatchObject({ synced: false, saved: false });
  });

  test('that is empty opens without a network when it was open before', async () => {
    const device = new Device();
    const before = (await openTab(device)).greet('saved');
    await until(before, async () => (await device.list()).length === 1);
    before.provider.destroy();
    expect((await openTab(device)).provider.peek()).toMatchObject({ synced: true, access: 'write' });
  });

  test('knows that its reader may only read', async () => {
    const device = new Device();
    const before = (await openTab(device)).greet('saved');
    before.socket.say({ kind: 'access', level: 'read' });
    await until(before, async () => (await device.list())[0]?.access === 'read');
    before.provider.destroy();
    expect((await openTab(device)).provider.peek().access).toBe('read');
  });

  test('is shown to nobody else', async () => {
    const device = new Device();
    const ada = (await openTab(device)).greet('saved');
    ada.type('of Ada');
    await whenKept(ada);
    ada.provider.destroy();
    expect(read(await openTab(device, { user: 'béla' }))).toBe('');
    expect(await device.list('béla')).toEqual([]);
    expect(await device.list('ada')).toHaveLength(1);
  });

  test('is not kept while it is not known whose it is', async () => {
    const device = new Device();
    const tab = device.openTab({ user: '?' });
    tab.type('x');
    await until(tab, () => deviceOf(tab) === 'off');
    expect(await device.list()).toEqual([]);
  });

  test('carries its title for the list', async () => {
    const device = new Device();
    const tab = (await openTab(device)).greet('saved');
    tab.doc.getMap('meta').set('title', new Y.Text('Plans'));
    await whenKept(tab);
    expect(await device.list()).toMatchObject([{ name: 'a/b', title: 'Plans', isUnsaved: true }]);
  });

  test('stays few records of about its size however long one types, without a network, too', async () => {
    const device = new Device();
    const tab = (await openTab(device)).greet('saved');
    tab.socket.hangUp(1006);
    for (let letter = 0; letter < 300; letter += 1) {
      tab.type('x');
      await whenKept(tab);
    }
    expect((await device.records()).length).toBeLessThan(64);
    tab.provider.destroy();
    const again = await openTab(device);
    expect(read(again)).toHaveLength(300);
    again.greet('saved');
    await until(again, async () => (await device.list()).every(({ isUnsaved }) => !isUnsaved));
  });
});

describe('two tabs', () => {
  test('hear of each other without a network, and write nothing twice', async () => {
    const device = new Device();
    const [one, two] = [await openTab(device), await openTab(device)];
    one.type('a');
    await whenKept(one);
    await until(two, () => read(two) === 'a');
    two.type('b');
    await whenKept(two);
    await until(one, () => read(one) === 'ba');
    for (const tab of [one, two]) tab.clock.pass(20_000);
    await Promise.all([whenKept(one), whenKept(two)]);
    expect(await device.records()).toHaveLength(2);
  });

  test('write once what both hear from the server', async () => {
    const device = new Device();
    const [one, two] = [(await openTab(device)).greet('saved'), (await openTab(device)).greet('saved')];
    const other = new Y.Doc();
    other.on('update', (update) => {
      one.socket.say({ kind: 'update', update });
      two.socket.say({ kind: 'update', update });
    });
    other.getText('t').insert(0, 'hello');
    other.getText('t').delete(0, 1);
    await until(one, async () => (await device.records()).length > 0);
    // What is told of this record was told before: the other tab hears of it when it looks.
    await until(two, () => true);
    two.clock.pass(20_000);
    await whenKept(two);
    expect(await device.records()).toHaveLength(1);
  });

  test('send each what is theirs, and the other only what was not sent', async () => {
    const device = new Device();
    const [one, two] = [(await openTab(device)).greet('saved'), (await openTab(device)).greet('saved')];
    one.type('sent');
    await whenKept(one);
    await until(two, () => read(two) === 'sent');
    expect(two.hear()).toEqual([]);
    one.socket.hangUp(1006);
    one.type('unsent ');
    await whenKept(one);
    await until(two, () => read(two) === 'unsent sent');
    expect(two.hear().map(({ kind }) => kind)).toEqual(['update']);
    two.socket.say({ kind: 'saved', count: 2 });
    await until(two, async () => (await device.records()).some(({ unsaved }) => unsaved === undefined));
  });

  test('exchange what the storage does not take', async () => {
    const device = new Device();
    const [one, two] = [await openTab(device), await openTab(device)];
    const storage = device.refuse('QuotaExceededError');
    one.type('a');
    await until(one, () => deviceOf(one) === 'failing: full');
    await until(two, () => read(two) === 'a' && deviceOf(two) === 'failing: full');
    storage.mockRestore();
    await whenKept(one);
    await whenKept(two);
    one.provider.destroy();
    two.provider.destroy();
    const after = await openTab(device);
    expect(read(after)).toBe('a');
  });
});

describe('a storage that fails', () => {
  test('is shown when it is full, keeps what was typed in memory, and has it once there is room', async () => {
    const device = new Device();
    const tab = await openTab(device);
    const storage = device.refuse('QuotaExceededError');
    tab.type('b');
    await until(tab, () => deviceOf(tab) === 'failing: full');
    tab.type('a');
    expect(read(tab)).toBe('ab');
    storage.mockRestore();
    await whenKept(tab);
    tab.provider.destroy();
    expect(read(await openTab(device))).toBe('ab');
  });

  test('that is full has room again for what is typed when it lets go of what the server has', async () => {
    const device = new Device();
    const old = (await openTab(device, { name: 'old' })).greet('saved');
    receive(old, new Y.Doc(), 'at the server');
    await until(old, async () => (await device.records()).length === 1);
    old.provider.destroy();
    const tab = await openTab(device);
    device.refuse('QuotaExceededError', { times: 1 });
    tab.type('x');
    await whenKept(tab);
    expect(await device.list()).toMatchObject([{ name: 'a/b' }]);
  });

  test.each([
    ['SecurityError', 'failing: forbidden'],
    ['VersionError', 'failing: broken'],
  ])('that can not be opened for a %s is shown as %s', async (name, words) => {
    const device = new Device();
    device.factory = { open: () => fail(name) } as unknown as IDBFactory;
    const tab = device.openTab().greet('saved');
    await until(tab, () => deviceOf(tab) === words);
    tab.type('x');
    expect(textOf(tab.hear())).toBe('x');
  });

  test('that there is none of is shown as forbidden', async () => {
    const device = new Device();
    device.factory = undefined;
    const tab = device.openTab();
    await until(tab, () => deviceOf(tab) === 'failing: forbidden');
  });

  test('that does not answer is shown as blocked, and used once it does', async () => {
    const device = new Device();
    const { factory } = device;
    const other = await blockingConnection(factory);
    const tab = device.openTab();
    tab.type('x');
    await until(tab, () => deviceOf(tab) === 'failing: blocked');
    other.close();
    await whenKept(tab);
    expect(await device.list()).toMatchObject([{ isUnsaved: true }]);
  });
});

describe('what is forgotten', () => {
  test('is not kept any more by a tab that has it open', async () => {
    const device = new Device();
    const tab = (await openTab(device)).greet('saved');
    tab.type('x');
    await whenKept(tab);
    await device.forget();
    tab.type('y');
    await until(tab, () => deviceOf(tab) === 'off');
    expect(await device.records()).toEqual([]);
    expect(await device.list()).toEqual([]);
  });
});
