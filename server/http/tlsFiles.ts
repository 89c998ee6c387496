import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Clock, Timer } from '../room/clock.ts';
import type { Report } from '../room/report.ts';

export interface TlsOptions {
  /** The certificate, with those between it and its root, as PEM. */
  readonly certFile: string;
  /** Its private key, as PEM. */
  readonly keyFile: string;
  /** How often the files are looked at. */
  readonly pollMs?: number;
}

export interface TlsFilesOptions extends TlsOptions {
  readonly clock: Clock;
  readonly report: Report;
}

/** A certificate and its key, whatever they are on disk. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** The files can't be read, or hold no certificate and its key. */
export class TlsFilesError extends Error {
  override readonly name = 'TlsFilesError';
}

/** Whoever renews certificates does so weeks before they end. Files are asked, not watched: they may be links that are moved. */
const pollMsUsual = 5000;

/**
 * The files of a certificate and its key. When they change, and fit together, the new pair is handed over; what is open stays open.
 * Until both are there, as in the middle of a renewal, the old pair is kept, and that is reported once.
 */
export class TlsFiles {
  readonly #options: TlsFilesOptions;
  #pair: TlsPair;
  /** What was reported last, so that the same is not reported each time. */
  #problem = '';
  #timer: Timer | undefined;

  /** @throws {TlsFilesError} */
  constructor(options: TlsFilesOptions) {
    this.#options = options;
    this.#pair = readPair(options);
  }

  get pair(): TlsPair {
    return this.#pair;
  }

  follow(onChange: (pair: TlsPair) => void): void {
    const { clock, pollMs = pollMsUsual } = this.#options;
    this.#timer = clock.setTimer(() => {
      this.#look(onChange);
      this.follow(onChange);
    }, pollMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(onChange: (pair: TlsPair) => void): void {
    try {
      const pair = readPair(this.#options);
      this.#problem = '';
      if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
      this.#pair = pair;
      onChange(pair);
    } catch (error) {
      if (String(error) === this.#problem) return;
      this.#problem = String(error);
      this.#options.report({ what: 'The new certificate is not used, and the old one is kept', error });
    }
  }
}

/** @throws {TlsFilesError} */
function readPair({ certFile, keyFile }: TlsOptions): TlsPair {
  try {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    // Says whether the key is that of the certificate, too.
    createSecureContext(pair);
    return pair;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TlsFilesError(`The certificate ${certFile} and its key ${keyFile} can not be used: ${why}.`);
  }
}
