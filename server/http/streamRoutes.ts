import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import {
  type CloseReason,
  closeReasons,
  decodePosting,
  MalformedError,
  streamWords,
} from '../protocol/index.ts';
import { closedEvent } from '../stream/streamEvent.ts';
import { StreamSocket, type Taken } from '../stream/streamSocket.ts';
import { forbidden, unauthorized, unavailable } from './guard.ts';
import { badRequest, ProblemError } from './problem.ts';
import { readBytes } from './requestBody.ts';
import type { Arrival, Seat, Seats } from './seats.ts';

/** A stream, and the requests that post to it. */
interface OpenStream {
  readonly socket: StreamSocket;
  postings: readonly IncomingMessage[];
}

const { protocolsHeader, streamHeader, firstHeader } = streamWords;
const eventStream = 'text/event-stream';
/** 192 bits: who knows the name of a stream may speak over it. */
const nameBytes = 24;
/** A client posts once at a time, and again what got no answer; of more than this the oldest is cut off. */
const postingsAtOnceMax = 2;
/** Beside one frame as large as may be, its length, and some small ones. */
const postingBytesSpare = 64 * 1024;
const preflightSecondsMax = '7200';

const streamHeaders: OutgoingHttpHeaders = {
  'content-type': eventStream,
  // Proxies must neither keep, nor rewrite, nor gather it.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** What is answered to whom there is no stream for, by the reason, which comes as an event. */
const refusalStatuses: ReadonlyMap<number, number> = new Map([
  [closeReasons.originDenied, 403],
  [closeReasons.badName, 400],
]);

/**
 * A connection where WebSocket does not pass, at the same address as that: `GET` with `Accept: text/event-stream` opens it, and `POST`
 * with the stream's name brings what the client says. It meets the same origins, tokens, limits and rooms.
 */
export class StreamRoutes {
  readonly #seats: Seats;
  readonly #streams = new Map<string, OpenStream>();

  constructor(seats: Seats) {
    this.#seats = seats;
  }

  /** Whether a request is for a stream; all others are for who answers its path. */
  matches({ method, headers }: IncomingMessage): boolean {
    switch (method) {
      case 'GET':
        return headers.accept === eventStream;
      case 'POST':
        return headers[streamHeader] !== undefined;
      case 'OPTIONS':
        return headers['access-control-request-headers']?.includes('scriptorium-') === true;
      default:
        return false;
    }
  }

  /** @throws {ProblemError} 400, 403, 404, 409, 413 */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#allowOrigin(request, response);
    if (request.method === 'GET') await this.#open(request, response);
    else {
      this.#requireOrigin(request);
      if (request.method === 'POST') await this.#receive(request, response);
      else allowRequests(response);
    }
  }

  /** A page of another origin that is allowed may read what is answered; a browser keeps it from all others (S21). */
  #allowOrigin(request: IncomingMessage, response: ServerResponse): void {
    const { origin } = request.headers;
    response.setHeader('vary', 'origin');
    if (origin === undefined || !this.#seats.admits(request)) return;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
  }

  #requireOrigin(request: IncomingMessage): void {
    if (this.#seats.admits(request)) return;
    throw forbidden(`Pages of ${request.headers.origin} may not connect; see --allow-origin.`);
  }

  async #open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seats = this.#seats;
    const arrival = seats.arrivalOf(request, oneOf(request.headers[protocolsHeader]));
    const status = await seats.statusFor(arrival);
    if (status !== undefined) throw refused(status);
    // Who has gone meanwhile would never be told to leave.
    if (response.destroyed) return;
    const seat = seats.find(arrival);
    if ('code' in seat) turnAway(response, seat);
    else this.#begin(response, arrival, seat);
  }

  #begin(response: ServerResponse, arrival: Arrival, seat: Seat): void {
    const { outbox, clock } = this.#seats;
    const name = randomBytes(nameBytes).toString('base64url');
    const socket = new StreamSocket({ response, outbox, clock });
    this.#streams.set(name, { socket, postings: [] });
    response.once('close', () => this.#streams.delete(name));
    response.writeHead(200, streamHeaders);
    socket.open(name);
    this.#seats.take(arrival, { seat, socket, transport: 'stream', network: socket });
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stream = this.#streams.get(oneOf(request.headers[streamHeader]) ?? '');
    if (stream === undefined) throw over();
    stream.postings = [...stream.postings, request];
    if (stream.postings.length > postingsAtOnceMax) stream.postings[0]?.destroy();
    try {
      answer(response, await this.#take(stream.socket, request));
    } finally {
      stream.postings = stream.postings.filter((posting) => posting !== request);
    }
  }

  /** Nothing is read for as long as the stream is paused, so that the client's own network makes it wait. */
  async #take(socket: StreamSocket, request: IncomingMessage): Promise<Taken> {
    const first = parseFirst(oneOf(request.headers[firstHeader]));
    await socket.whenRead();
    if (socket.isOver) return 'over';
    const { frameBytesMax } = this.#seats;
    try {
      const frames = decodePosting(await readBytes(request, frameBytesMax + postingBytesSpare));
      if (frames.some(({ length }) => length > frameBytesMax)) throw tooLarge();
      return await socket.take({ first, frames });
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 413) socket.refuseAsTooLarge();
      if (error instanceof MalformedError) throw badRequest(`This is no posting: ${error.message}.`);
      throw error;
    }
  }
}

function allowRequests(response: ServerResponse): void {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': `authorization, content-type, ${protocolsHeader}, ${streamHeader}, ${firstHeader}`,
    'access-control-max-age': preflightSecondsMax,
  });
  response.end();
}

function turnAway(response: ServerResponse, reason: CloseReason): void {
  response.writeHead(refusalStatuses.get(reason.code) ?? 503, streamHeaders);
  response.end(closedEvent(reason));
}

function answer(response: ServerResponse, taken: Taken): void {
  switch (taken) {
    case 'taken':
      response.writeHead(204, { 'cache-control': 'no-store' });
      response.end();
      break;
    case 'gap':
      throw new ProblemError({ status: 409, title: 'Conflict', detail: 'Frames before these are missing.' });
    case 'over':
      throw over();
  }
}

function parseFirst(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw badRequest(`"${firstHeader}" must be the number of the first frame, from 1.`);
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function over(): ProblemError {
  return new ProblemError({ status: 404, title: 'Not found', detail: 'This stream is over; open another.' });
}

function tooLarge(): ProblemError {
  const detail = 'One of the frames is larger than the server takes.';
  return new ProblemError({ status: 413, title: 'Content too large', detail });
}

function refused(status: 401 | 503): ProblemError {
  return status === 401
    ? unauthorized('This token lets nobody in; fetch another.')
    : unavailable('It can not be decided now who may open this document.');
}
