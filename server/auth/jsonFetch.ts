export interface JsonFetchOptions {
  readonly init?: RequestInit;
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined when there was none, or it is no JSON. */
  readonly body: unknown;
}

/**
 * Asks somebody for JSON. What is sent is part of no error.
 * @throws Error when there is no whole answer in time, or it is larger than `bytesMax`; a redirect is no answer.
 */
export async function fetchJson(
  url: URL,
  { init, timeoutMs, bytesMax }: JsonFetchOptions,
): Promise<JsonAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { ...init, redirect: 'error', signal });
  return { status: response.status, body: parse(await readText(response, bytesMax)) };
}

async function readText(response: Response, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > bytesMax) throw new Error(`the answer is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
