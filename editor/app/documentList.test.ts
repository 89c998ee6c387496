import { describe, expect, test } from 'vitest';
import { ApiError, type ListRequest } from './api.ts';
import { DocumentList } from './documentList.ts';
import type { DocumentBatch, DocumentSummary } from './documentSummary.ts';

const named = (name: string): DocumentSummary => ({
  name,
  title: name,
  excerpt: '',
  words: 0,
  createdMs: 0,
  editedMs: 0,
  mayWrite: true,
});
const batch = (names: string, cursor?: string): DocumentBatch => ({
  documents: [...names].map(named),
  mayCreate: true,
  ...(cursor === undefined ? {} : { cursor }),
});

/** A promise that a test settles. */
interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A list whose server answers when the test says so, and whose time passes when the test says so. */
function setUp() {
  const requests: (ListRequest & Deferred<DocumentBatch>)[] = [];
  const timers = new Set<() => void>();
  const clock = {
    nowMs: () => 0,
    after(_delayMs: number, task: () => void) {
      timers.add(task);
      return () => timers.delete(task);
    },
  };
  const list: DocumentList = new DocumentList({
    api: {
      list(request) {
        const answer = withResolvers<DocumentBatch>();
        requests.push({ ...request, ...answer });
        return answer.promise;
      },
    },
    clock,
    onChange() {},
  });
  const names = () => {
    const content = list.peek();
    return content.state === 'shown' ? content.documents.map(({ name }) => name).join('') : content.state;
  };
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const task of due) task();
  };
  return { list, requests, names, pass };
}

function withResolvers<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {};
  let reject: Deferred<T>['reject'] = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

async function loaded(answer: DocumentBatch) {
  const setup = setUp();
  const loading = setup.list.load();
  setup.requests[0]?.resolve(answer);
  await loading;
  return setup;
}

const away = new ApiError('unreachable', 'The server does not answer.');

describe('document list', () => {
  test('shows what the server has', async () => {
    const { list } = await loaded(batch('ab', 'c'));
    expect(list.peek()).toMatchObject({ state: 'shown', busy: false, more: { state: 'ready', cursor: 'c' } });
  });

  test('looks again without a word, and leaves what it shows when the server is away', async () => {
    const { list, requests, names } = await loaded(batch('ab'));
    const second = list.refresh();
    expect(list.peek()).toMatchObject({ state: 'shown', busy: false });
    requests[1]?.resolve(batch('ba'));
    await second;
    expect(names()).toBe('ba');
    const third = list.refresh();
    requests[2]?.reject(away);
    await third;
    expect(names()).toBe('ba');
  });

  test('does not look again while more than the start of the list is shown', async () => {
    const { list, requests, names } = await loaded(batch('ab', 'c'));
    const more = list.loadMore();
    requests[1]?.resolve(batch('cd'));
    await more;
    await list.refresh();
    expect(requests).toHaveLength(2);
    expect(names()).toBe('abcd');
  });

  test('asks once typing pauses, and keeps what it shows until the answer is here', async () => {
    const { list, requests, names, pass } = await loaded(batch('ab'));
    for (const text of ['i', 'in', 'ink ']) list.search(text);
    expect(requests).toHaveLength(1);
    pass();
    expect(requests.map(({ search }) => search)).toEqual(['', 'ink']);
    expect(list.peek()).toMatchObject({ state: 'shown', busy: true, search: '' });
    expect(names()).toBe('ab');
  });

  test('drops an answer that was overtaken', async () => {
    const { list, requests, names } = setUp();
    const first = list.load();
    const second = list.load();
    expect(requests[0]?.signal.aborted).toBe(true);
    requests[1]?.resolve(batch('new'));
    requests[0]?.reject(new DOMException('aborted', 'AbortError'));
    await Promise.all([first, second]);
    expect(names()).toBe('new');
  });

  test('says what to do when the server is away, and recovers when it is back', async () => {
    const { list, requests, names } = setUp();
    const first = list.load();
    requests[0]?.reject(away);
    await first;
    expect(list.peek()).toEqual({
      state: 'failed',
      sentence: away.message,
      needsSignIn: false,
      away: true,
    });
    const second = list.load();
    requests[1]?.resolve(batch('a'));
    await second;
    expect(names()).toBe('a');
  });

  test('appends the next batch, and shows once what is in both', async () => {
    const { list, requests, names } = await loaded(batch('abc', '2'));
    const more = list.loadMore();
    await list.loadMore();
    expect(requests).toHaveLength(2);
    requests[1]?.resolve(batch('cde'));
    await more;
    expect(names()).toBe('abcde');
    expect(list.peek()).toMatchObject({ more: { state: 'none' } });
  });

  test('keeps what is shown when the next batch fails, and can ask again', async () => {
    const { list, requests, names } = await loaded(batch('ab', '2'));
    const failing = list.loadMore();
    requests[1]?.reject(away);
    await failing;
    expect(list.peek()).toMatchObject({ more: { state: 'failed', sentence: away.message } });
    const again = list.loadMore();
    requests[2]?.resolve(batch('c'));
    await again;
    expect(names()).toBe('abc');
  });

  test('shows a renamed document in its place, and a deleted one no more', async () => {
    const { list, names } = await loaded(batch('abc'));
    list.replace({ ...named('b'), title: 'B' });
    expect(list.peek()).toMatchObject({ documents: [{}, { title: 'B' }, {}] });
    list.remove('a');
    expect(names()).toBe('bc');
  });
});
