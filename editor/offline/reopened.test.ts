import type { AccessLevel } from '@scriptorium/server/protocol';
import { EditorState } from 'prosemirror-state';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as Y from 'yjs';
import { Binding } from '../collab/binding.ts';
import { UnseenView } from '../collab/unseenView.ts';
import { Author } from '../intent/author.ts';
import { fragmentName, schema, schemaVersion } from '../schema/schema.ts';
import type { Desk } from '../testing/desk.fixture.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { Device, until } from './device.fixture.ts';

/** A document at the server, as bytes, and how much each socket has brought of it. */
class Room {
  readonly #log: Uint8Array[] = [];
  readonly #counts = new Map<object, number>();

  take(...updates: readonly Uint8Array[]): void {
    this.#log.push(...updates);
  }

  get state(): Uint8Array {
    return Y.mergeUpdates(this.#log);
  }

  /** Lets somebody in, and asks what it lacks. */
  greet({ socket }: Desk, level: AccessLevel = 'write'): void {
    socket.accept();
    socket.say({ kind: 'access', level }, { kind: 'syncStep1', vector: this.#vector });
  }

  /** Hears all that a socket has sent, and answers it; what it takes it has on its disk at once, and of who may only read it takes nothing new. */
  hear({ socket }: Desk, level: AccessLevel = 'write'): void {
    for (const message of socket.hear()) {
      if (message.kind === 'syncStep1')
        socket.say({ kind: 'syncStep2', update: Y.diffUpdate(this.state, message.vector) });
      if (message.kind !== 'syncStep2' && message.kind !== 'update') continue;
      if (level === 'write') this.take(message.update);
      else if (!this.#knows(message.update)) continue;
      this.#counts.set(socket, (this.#counts.get(socket) ?? 0) + 1);
      socket.say({ kind: 'saved', count: this.#counts.get(socket) ?? 0 });
    }
  }

  /** Once a socket has nothing more to say. */
  connect(tab: Desk, level: AccessLevel = 'write'): void {
    this.greet(tab, level);
    for (let round = 0; round < 4; round += 1) this.hear(tab, level);
  }

  #knows(update: Uint8Array): boolean {
    return Y.decodeUpdate(Y.diffUpdate(update, this.#vector)).structs.length === 0;
  }

  get #vector(): Uint8Array {
    return Y.encodeStateVectorFromUpdate(this.state);
  }
}

/** An editor of a tab's document, whose user may write when the server says so. */
function edit({ doc, provider }: Desk): UnseenView {
  const mayWrite = () => provider.peek().synced && provider.peek().access === 'write';
  const fragment = doc.getXmlFragment(fragmentName);
  const binding = new Binding({ fragment, schema, schemaVersion, mayWrite });
  const state = EditorState.create({ doc: binding.initialDoc, plugins: [binding.plugin] });
  const view = new UnseenView({ binding, state });
  const stop = provider.subscribe(() => binding.putBack());
  onTestFinished(() => {
    stop();
    binding.destroy();
  });
  return view;
}

/** The text of a document as somebody finds it who opens it now. */
function read(update: Uint8Array): string {
  const author = new Author(77, { mayWrite: false });
  author.receive(update);
  return showDoc(author.state.doc);
}

const shown = ({ doc }: Desk) => read(Y.encodeStateAsUpdate(doc));
const deviceOf = (tab: Desk) => tab.provider.peek().device.state;
const whenKept = (tab: Desk) => until(tab, () => deviceOf(tab) === 'kept');

interface Scene {
  readonly device: Device;
  readonly room: Room;
  /** The tab in which somebody has typed XY in the second block, without a network. */
  readonly before: Desk;
}

/** Somebody else deletes the second block, without having heard. */
async function createScene(device = new Device()): Promise<Scene> {
  const room = new Room();
  const other = new Author(9, { mayWrite: true });
  other.dispatch(other.state.tr.insert(0, parseDoc('p one / p two').content));
  room.take(...other.outbox.splice(0));
  const before = device.openTab();
  const view = edit(before);
  await whenKept(before);
  room.connect(before);
  await until(before, async () => (await device.records()).length > 0);
  before.socket.hangUp(1006);
  view.dispatch(view.state.tr.insertText('XY', 8));
  await whenKept(before);
  other.dispatch(other.state.tr.delete(5, 10));
  room.take(...other.outbox.splice(0));
  return { device, room, before };
}

/** As `createScene`, and then the tab is closed. */
async function createClosed(device?: Device): Promise<Scene> {
  const scene = await createScene(device);
  scene.before.provider.destroy();
  await until(scene.before, async () =>
    (await scene.device.records()).some(({ unsaved }) => unsaved !== undefined),
  );
  return scene;
}

async function openTab(device: Device): Promise<Desk> {
  const tab = device.openTab();
  edit(tab);
  await whenKept(tab);
  return tab;
}

/** It is known of a tab what the device keeps only after the server has answered it. */
async function openWithServer({ device, room }: Scene, level: AccessLevel = 'write'): Promise<Desk> {
  const tab = device.openTab();
  edit(tab);
  room.connect(tab, level);
  expect(deviceOf(tab)).toBe('opening');
  await whenKept(tab);
  room.hear(tab, level);
  return tab;
}

const isAllSaved = async (device: Device) => (await device.list()).every(({ isUnsaved }) => !isUnsaved);

const whole = 'p one / p XY';

describe('E8: what was typed before the page was closed, in a block that another has deleted', () => {
  test('is put back when the document opens without the server, and sent at once with what it takes the place of', async () => {
    const { device, room } = await createClosed();
    const tab = await openTab(device);
    expect(shown(tab)).toBe('p one / p twXYo');
    room.greet(tab);
    expect(tab.hear().map(({ kind }) => kind)).toEqual(['syncStep1']);
    tab.socket.say({ kind: 'syncStep2', update: room.state });
    const [answer, ...more] = tab.hear();
    expect(more).toEqual([]);
    if (answer?.kind !== 'syncStep2') throw new Error('It is the answer to the question');
    room.take(answer.update);
    expect([shown(tab), read(room.state)]).toEqual([whole, whole]);
    await whenKept(tab);
    expect(shown(tab)).toBe(whole);
    expect(tab.hear()).toEqual([]);
  });

  test('is put back when the server has answered before it is known what the device keeps', async () => {
    const scene = await createClosed();
    const tab = await openWithServer(scene);
    expect([shown(tab), read(scene.room.state)]).toEqual([whole, whole]);
    await until(tab, () => isAllSaved(scene.device));
  });

  test('stands once after it was opened again and again, each way', async () => {
    const scene = await createClosed();
    for (const time of [1, 2, 3, 4]) {
      const tab = time % 2 === 1 ? await openWithServer(scene) : await openTab(scene.device);
      if (time % 2 === 0) scene.room.connect(tab);
      expect([shown(tab), read(scene.room.state)]).toEqual([whole, whole]);
      await until(tab, () => isAllSaved(scene.device));
      tab.provider.destroy();
    }
  });

  test.each(['never', 'later'])(
    'is put back where there is no editor yet when the server answers, and one is made %s',
    async (when) => {
      const { device, room } = await createClosed();
      const tab = device.openTab();
      await whenKept(tab);
      room.connect(tab);
      if (when === 'later') edit(tab);
      await until(tab, () => shown(tab) === whole);
      room.hear(tab);
      expect(read(room.state)).toBe(whole);
      await until(tab, () => isAllSaved(device));
    },
  );

  test('stands once when two tabs open it again, in whatever order they hear', async () => {
    for (const hasServer of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]) {
      const scene = await createClosed();
      const tabs = await Promise.all(
        hasServer.map((has) => (has ? openWithServer(scene) : openTab(scene.device))),
      );
      for (const [at, tab] of [...tabs.entries()].reverse()) if (!hasServer[at]) scene.room.connect(tab);
      for (const tab of tabs) scene.room.hear(tab);
      expect(read(scene.room.state)).toBe(whole);
      for (const tab of tabs) tab.socket.hangUp(1006);
      for (const tab of tabs) {
        tab.clock.pass(20_000);
        scene.room.connect(tab);
      }
      for (const tab of tabs) scene.room.connect(tab);
      expect([...tabs.map(shown), read(scene.room.state)]).toEqual(Array(3).fill(whole));
      for (const tab of tabs) tab.provider.destroy();
    }
  });

  test('is left to the tab that typed it while that is open, and put back by another once it is not', async () => {
    const scene = await createScene();
    const { before, device, room } = scene;
    const heir = await openTab(device);
    const late = await openWithServer(scene);
    expect([shown(heir), shown(late)]).toEqual(['p one / p twXYo', 'p one']);
    expect(read(room.state)).toBe('p one');
    expect(device.locks.waiting).toBe(4);
    before.provider.destroy();
    await until(heir, () => device.locks.waiting === 2);
    room.connect(heir);
    expect([shown(heir), read(room.state)]).toEqual([whole, whole]);
  });

  test('is not written by who may not any more, stays kept, and is put back once they may', async () => {
    const scene = await createClosed();
    for (const open of [openWithServer, async () => await openTab(scene.device)]) {
      const tab = await open(scene, 'read');
      scene.room.connect(tab, 'read');
      expect([shown(tab), read(scene.room.state)]).toEqual(['p one', 'p one']);
      expect(tab.provider.peek()).toMatchObject({ saved: false, access: 'read', device: { state: 'kept' } });
      tab.clock.pass(20_000);
      tab.provider.destroy();
      expect(await isAllSaved(scene.device)).toBe(false);
    }
    const tab = await openWithServer(scene);
    expect([shown(tab), read(scene.room.state)]).toEqual([whole, whole]);
  });

  test('is put back when the right to write comes back while the document is open', async () => {
    for (const isEarly of [true, false]) {
      const scene = await createClosed();
      const tab = isEarly ? await openWithServer(scene, 'read') : await openTab(scene.device);
      if (!isEarly) scene.room.connect(tab, 'read');
      expect(shown(tab)).toBe('p one');
      tab.socket.say(
        { kind: 'access', level: 'write' },
        { kind: 'syncStep1', vector: Y.encodeStateVectorFromUpdate(scene.room.state) },
      );
      scene.room.hear(tab);
      expect([shown(tab), read(scene.room.state)]).toEqual([whole, whole]);
      tab.provider.destroy();
    }
  });
});
