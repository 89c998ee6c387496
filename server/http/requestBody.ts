import type { IncomingMessage } from 'node:http';
import { ProblemError } from './problem.ts';

/**
 * The request's body as a JSON object; no body is an empty object.
 * @throws {ProblemError} 413 when it is larger than `bytesMax`, 415 when it is not announced as JSON, 400 when it is none.
 */
export async function readJsonObject(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Readonly<Record<string, unknown>>> {
  const body = await readBytes(request, bytesMax);
  if (body.length === 0) return {};
  requireJson(request);
  return parseObject(Buffer.from(body).toString());
}

/** @throws {ProblemError} 413 when the body is larger than `bytesMax`. */
export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** A page of another origin can post a form without being asked, but not JSON. */
function requireJson(request: IncomingMessage): void {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  const detail = 'Send the body as JSON, with the header "content-type: application/json".';
  throw new ProblemError({ status: 415, title: 'Unsupported media type', detail });
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Answered below: no JSON and no object are the same mistake.
  }
  throw new ProblemError({ status: 400, title: 'Bad request', detail: 'The body must be a JSON object.' });
}

function tooLarge(bytesMax: number): ProblemError {
  const detail = `The body may have at most ${bytesMax} bytes.`;
  return new ProblemError({ status: 413, title: 'Content too large', detail });
}
