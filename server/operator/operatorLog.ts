import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { Refusal } from '../limits/refusals.ts';
import type { Problem } from '../room/report.ts';
import { type EventName, events, type LogLevel } from './event.ts';
import { plainLine } from './plainLine.ts';
import { Quiet } from './quiet.ts';

export interface OperatorLogOptions {
  readonly level: LogLevel;
  /** Whether somebody looks at a terminal; otherwise a line is JSON. */
  readonly isTerminal: boolean;
  /** Takes a line, with its end. */
  readonly write: (line: string) => void;
  readonly nowMs: () => number;
}

/** What a line holds besides; `error` is described, everything else stands as it is. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * What an operator is told, a line for each thing to act on. It holds no token and nothing that anybody wrote; of documents,
 * the name.
 */
export class OperatorLog {
  readonly #logger: Logger;
  readonly #quiet: Quiet;

  constructor({ level, isTerminal, write, nowMs }: OperatorLogOptions) {
    this.#quiet = new Quiet(nowMs);
    this.#logger = pino(
      {
        level,
        base: null,
        messageKey: 'message',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      { write: isTerminal ? (line) => write(plainLine(line)) : write },
    );
  }

  tell(event: EventName, message: string, fields: Fields = {}): void {
    const error = 'error' in fields ? { error: describeError(fields.error) } : {};
    this.#logger[events[event].level]({ event, ...fields, ...error }, message);
  }

  /** A `Report`. What fails again and again is told once a minute. */
  readonly report = ({ what, document, error }: Problem): void => {
    const kept = this.#quiet.ask(what);
    if (kept !== undefined) this.tell('problem', what, { document, ...timesKept(kept), error });
  };

  /** Told once a minute for each reason, however many clients it meets. */
  readonly refused = ({ reason, isLimit, address }: Refusal): void => {
    const kept = this.#quiet.ask(`refused ${reason}`);
    if (kept === undefined) return;
    const message = isLimit ? `A client exceeded the limit ${reason}` : `A client was turned away: ${reason}`;
    this.tell(isLimit ? 'limit' : 'refused', message, { reason, address, ...timesKept(kept) });
  };
}

function timesKept(kept: number): Fields {
  return kept === 0 ? {} : { untold: kept };
}

interface ErrorFields {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorFields;
}

const causesMax = 5;

/** Only what is known to be no content: an error may carry anything else with it. */
function describeError(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, stack, cause } = error;
  const hasCause = cause !== undefined && depth < causesMax;
  return {
    message,
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...(stack !== undefined && { stack }),
    ...(hasCause && { cause: describeError(cause, depth + 1) }),
  };
}
