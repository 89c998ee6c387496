import { describe, expect, test } from 'vitest';
import { ApiError, createApi } from './api.ts';

const summary = {
  name: 'n',
  title: ' T ',
  excerpt: 'e',
  words: 2,
  createdMs: 1,
  editedMs: 2,
  access: 'write',
};
const { access: _, ...parsed } = { ...summary, title: 'T', mayWrite: true };

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly body: unknown;
}

/** An api whose server gives this one answer, and what it was asked. */
function answering(answer: Response | Error) {
  const sent: Sent[] = [];
  const api = createApi(async (input, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    sent.push({ url: String(input), method: init?.method ?? 'GET', body });
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { api, sent };
}

const { signal } = new AbortController();

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.catch((cause: unknown) => cause);
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

describe('api', () => {
  test('asks for the batch after a cursor and gives typed documents', async () => {
    const { api, sent } = answering(Response.json({ documents: [summary], cursor: 'c2', mayCreate: true }));
    const batch = await api.list({ search: 'a&b', cursor: 'c1', signal });
    expect(batch).toEqual({ documents: [parsed], cursor: 'c2', mayCreate: true });
    expect(sent[0]?.url).toBe('/api/v1/documents?limit=30&search=a%26b&cursor=c1');
  });

  test('sends names encoded when it renames and deletes', async () => {
    const renaming = answering(Response.json(summary));
    await renaming.api.rename('a/ü', 'New');
    expect(renaming.sent).toEqual([
      { url: '/api/v1/documents/a%2F%C3%BC', method: 'PATCH', body: { title: 'New' } },
    ]);
    const deleting = answering(new Response(null, { status: 204 }));
    await deleting.api.delete('?');
    expect(deleting.sent).toEqual([{ url: '/api/v1/documents/%3F', method: 'DELETE', body: undefined }]);
  });

  test('says what the server said when it refuses', async () => {
    const problem = Response.json({ detail: 'The disk is full.' }, { status: 507 });
    const error = await failure(answering(problem).api.create());
    expect([error.code, error.message]).toEqual(['refused', 'The disk is full.']);
  });

  test('says how to sign in when the server wants to know who asks', async () => {
    const problem = Response.json({ detail: 'This token has ended.' }, { status: 401 });
    const error = await failure(answering(problem).api.list({ search: '', signal }));
    expect([error.code, error.message]).toEqual(['unknownVisitor', expect.stringContaining('sign in again')]);
  });

  test('names the status when a refusal is not in the format', async () => {
    const error = await failure(answering(new Response('<html>', { status: 502 })).api.create());
    expect(error.message).toContain('502');
  });

  test('is unreachable when there is no answer', async () => {
    const error = await failure(answering(new TypeError('fetch failed')).api.delete('x'));
    expect(error.code).toBe('unreachable');
  });

  test.each([{}, { documents: [{ ...summary, words: '2' }] }, { documents: 'no' }, null])(
    'is unreadable when the answer is %j',
    async (body) => {
      const error = await failure(answering(Response.json(body)).api.list({ search: '', signal }));
      expect(error.code).toBe('unreadable');
    },
  );

  test('rejects with the reason when it is aborted', async () => {
    const reason = new Error('typed on');
    const request = answering(new TypeError('fetch failed')).api.list({
      search: '',
      signal: AbortSignal.abort(reason),
    });
    await expect(request).rejects.toBe(reason);
  });
});
