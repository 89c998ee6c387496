import { TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { diffUpdate, encodeStateAsUpdate, encodeStateVector, mergeUpdates } from 'yjs';
import { Author } from '../intent/author.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { takeOver } from './authorship.ts';
import { bind } from './bind.ts';
import { recover } from './recovery.ts';

/** What the server has, as bytes: it adds nothing to what it was told. */
class Server {
  readonly #log: Uint8Array[] = [];

  take(...updates: readonly Uint8Array[]): void {
    this.#log.push(...updates);
  }

  answer({ doc }: Author): Uint8Array {
    return diffUpdate(mergeUpdates([...this.#log]), encodeStateVector(doc));
  }
}

/** What a device keeps of what one person types, session after session. */
class Device {
  readonly #kept: Uint8Array[] = [];
  readonly #authors: number[] = [];

  keep(author: Author, ...updates: readonly Uint8Array[]): void {
    this.#kept.push(...updates);
    this.#authors.push(author.doc.clientID);
  }

  get copy(): { readonly kept: Uint8Array; readonly authors: readonly number[] } {
    return { kept: mergeUpdates([...this.#kept]), authors: this.#authors };
  }
}

/** A session that has ended by now leaves its document to this one. @returns what it has put back */
type Reopen = (author: Author, from: { readonly device: Device; readonly server: Server }) => Uint8Array[];

/** The document opens from the device, and then the server answers. */
const withoutServer: Reopen = (author, { device, server }) => {
  const { kept, authors } = device.copy;
  author.receive(kept);
  takeOver(author.doc, authors);
  author.receive(server.answer(author));
  return author.outbox.splice(0);
};

/** The server has answered when it is known what the device has. */
const withServer: Reopen = (author, { device, server }) => {
  const now = server.answer(author);
  author.receive(now);
  const { kept, authors } = device.copy;
  const recovered = recover({ kept, authors, now, open: bind });
  takeOver(author.doc, [...authors, ...(recovered ? [recovered.author] : [])]);
  author.receive(mergeUpdates([kept, ...(recovered ? [recovered.update] : [])]));
  return [...author.outbox.splice(0), ...(recovered ? [recovered.update] : [])];
};

const ways: readonly (readonly [string, Reopen])[] = [
  ['without the server', withoutServer],
  ['with the server', withServer],
];

interface Scene {
  readonly server: Server;
  readonly device: Device;
  readonly deleter: Author;
  /** What the session that has ended had typed. */
  readonly typed: readonly Uint8Array[];
}

let clientIds = 100;

function createAuthor(): Author {
  clientIds += 1;
  return new Author(clientIds, { mayWrite: true });
}

function insert(author: Author, pos: number, text: string): void {
  const { tr } = author.state;
  author.dispatch(tr.insertText(text, pos).setSelection(TextSelection.create(tr.doc, pos + text.length)));
}

/** Of two blocks one types XY in the second, which is kept, and is gone; another, who didn't know, deletes the block. */
function createScene(act: (author: Author) => void = (author) => insert(author, 8, 'XY')): Scene {
  const [server, device] = [new Server(), new Device()];
  const [gone, deleter] = [createAuthor(), createAuthor()];
  deleter.dispatch(deleter.state.tr.insert(0, parseDoc('p one / p two').content));
  server.take(...deleter.outbox.splice(0));
  const answer = server.answer(gone);
  gone.receive(answer);
  act(gone);
  const typed = gone.outbox.splice(0);
  device.keep(gone, answer, ...typed);
  deleter.dispatch(deleter.state.tr.delete(5, 10));
  server.take(...deleter.outbox.splice(0));
  return { server, device, deleter, typed };
}

const shown = (author: Author) => showDoc(author.state.doc);

describe('E8: what was typed in a block that another has deleted since, by a session that has ended', () => {
  describe.each(ways)('when it is opened again %s', (_way, reopen) => {
    test.each([false, true])(
      'is put back once, for both and for who comes later (it had been sent: %s)',
      (isSent) => {
        const { server, device, deleter, typed } = createScene();
        if (isSent) server.take(...typed);
        const author = createAuthor();
        const putBack = reopen(author, { server, device });
        server.take(...typed, ...putBack);
        for (const other of [deleter, createAuthor()]) {
          other.receive(server.answer(other));
          expect(shown(other)).toBe('p one / p XY');
          expect(other.outbox).toEqual([]);
        }
        expect(shown(author)).toBe('p one / p XY');
      },
    );

    test('is not put back when nobody has deleted it, nor when its author had', () => {
      const { server, device, deleter } = createScene((author) => {
        insert(author, 8, 'XY');
        author.dispatch(author.state.tr.delete(8, 10));
      });
      const author = createAuthor();
      expect(reopen(author, { server, device })).toEqual([]);
      expect(shown(author)).toBe(shown(deleter));
      const calm = new Device();
      const early = createAuthor();
      calm.keep(early, server.answer(early));
      expect(reopen(early, { server, device: calm })).toEqual([]);
    });

    test('is not put back when it had reached the other, who deleted it by will', () => {
      const { server, device } = createScene();
      const [author, other] = [createAuthor(), createAuthor()];
      server.take(...reopen(author, { server, device }), encodeStateAsUpdate(author.doc));
      device.keep(author, encodeStateAsUpdate(author.doc));
      other.receive(server.answer(other));
      other.dispatch(other.state.tr.delete(5, other.state.doc.content.size));
      server.take(...other.outbox);
      const later = createAuthor();
      expect(reopen(later, { server, device })).toEqual([]);
      expect(shown(later)).toBe('p one');
    });
  });

  test('is whole when the session that opened it without the server has typed within it', () => {
    const { server, device, typed } = createScene();
    const author = createAuthor();
    const { kept, authors } = device.copy;
    author.receive(kept);
    takeOver(author.doc, authors);
    insert(author, 9, 'Z');
    author.receive(server.answer(author));
    expect(shown(author)).toBe('p one / p XZY');
    server.take(...typed, ...author.outbox);
    const other = createAuthor();
    other.receive(server.answer(other));
    expect(shown(other)).toBe('p one / p XZY');
  });

  test('found by chance: is put back beside what an earlier session had typed, and the other deletes by name', () => {
    const { server, deleter, typed } = createScene((author) => insert(author, 3, 'seen'));
    const author = createAuthor();
    deleter.receive(mergeUpdates([...typed]));
    author.receive(encodeStateAsUpdate(deleter.doc));
    takeOver(author.doc, [...author.doc.store.clients.keys()]);
    insert(author, 3, 'XY');
    deleter.dispatch(deleter.state.tr.delete(0, deleter.state.doc.content.size));
    server.take(encodeStateAsUpdate(deleter.doc));
    author.receive(server.answer(author));
    expect(shown(author)).toBe('p XY');
  });

  /** What the session that puts it back has reached when it is killed. */
  const ends = [
    { isKept: false, isSent: false },
    { isKept: true, isSent: false },
    { isKept: false, isSent: true },
    { isKept: true, isSent: true },
  ];
  const twice = ways.flatMap(([first, reopen]) =>
    ways.flatMap(([second, reopenAgain]) =>
      ends.map((end) => ({ first, reopen, second, reopenAgain, ...end })),
    ),
  );

  test.each(twice)(
    'stands once when it is opened $first, killed (kept: $isKept, sent: $isSent), and opened again $second',
    ({ reopen, reopenAgain, isKept, isSent }) => {
      const { server, device, deleter, typed } = createScene();
      const killed = createAuthor();
      const putBack = reopen(killed, { server, device });
      expect(putBack).not.toEqual([]);
      if (isKept) device.keep(killed, ...putBack);
      if (isSent) server.take(...typed, ...putBack);
      deleter.receive(server.answer(deleter));

      const author = createAuthor();
      const again = reopenAgain(author, { server, device });
      expect(again.length > 0).toBe(!isKept && !isSent);
      server.take(encodeStateAsUpdate(author.doc, encodeStateVector(deleter.doc)), ...again);
      const third = createAuthor();
      for (const other of [deleter, third]) other.receive(server.answer(other));
      expect([author, deleter, third].map(shown)).toEqual(Array(3).fill('p one / p XY'));
    },
  );

  test('stands once when its own session had put it back and was killed before the device kept that', () => {
    const { server, device, deleter, typed } = createScene();
    const author = createAuthor();
    server.take(...typed, ...withoutServer(author, { server, device }));
    deleter.receive(server.answer(deleter));
    insert(deleter, 7, '-');
    server.take(...deleter.outbox.splice(0));
    expect(shown(deleter)).toBe('p one / p X-Y');
    for (const [, reopen] of ways) {
      const later = createAuthor();
      expect(reopen(later, { server, device })).toEqual([]);
      expect(shown(later)).toBe(shown(deleter));
    }
  });

  test('is written by nobody who may not, and put back as soon as they may', () => {
    const { server, device } = createScene();
    const author = createAuthor();
    author.mayWrite = false;
    expect(withoutServer(author, { server, device })).toEqual([]);
    expect(shown(author)).toBe('p one');
    author.mayWrite = true;
    author.binding.putBack();
    expect(shown(author)).toBe('p one / p XY');
    expect(author.outbox).toHaveLength(1);
  });
});
