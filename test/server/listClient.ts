/** A document as the HTTP interface gives it. */
export interface Listed {
  readonly name: string;
  readonly title: string;
  readonly excerpt: string;
  readonly words: number;
  readonly createdMs: number;
  readonly editedMs: number;
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Speaks to `/api/v1/documents` of a server, and gives back what it said as it stands. */
export class ListClient {
  readonly #root: string;

  /** @param httpUrl as in `http://127.0.0.1:1234` */
  constructor(httpUrl: string) {
    this.#root = httpUrl;
  }

  async ask(path: string, init?: RequestInit): Promise<Answer> {
    const response = await fetch(this.#root + path, init);
    const text = await response.text();
    const type = response.headers.get('content-type');
    const isJson = type?.includes('json') === true;
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  }

  send(
    method: string,
    { path = '', body }: { readonly path?: string; readonly body: unknown },
  ): Promise<Answer> {
    return this.ask(`/api/v1/documents${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** @throws when the server says no. */
  async create(body: { readonly name?: string; readonly title?: string } = {}): Promise<Listed> {
    return expectStatus(await this.send('POST', { body }), 201).body as Listed;
  }

  async delete(name: string): Promise<void> {
    const path = `/api/v1/documents/${encodeURIComponent(name)}`;
    expectStatus(await this.ask(path, { method: 'DELETE' }), 204);
  }

  /** @param query as in `?limit=2` */
  async list(query = ''): Promise<{ readonly documents: readonly Listed[]; readonly cursor?: string }> {
    return expectStatus(await this.ask(`/api/v1/documents${query}`), 200).body as never;
  }
}

function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  throw new Error(`The server answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}
