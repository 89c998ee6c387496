import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

type FindKey = (...asked: Parameters<JWTVerifyGetKey>) => ReturnType<JWTVerifyGetKey>;

interface Loaded {
  readonly find: FindKey;
  readonly keyCount: number;
  readonly atMs: number;
}

export interface KeySetOptions {
  /** Reads the set from where it is kept. */
  readonly load: () => Promise<unknown>;
  readonly nowMs: () => number;
}

/** No key can be had, whoever asks for it. */
export class KeySetError extends Error {
  override readonly name = 'KeySetError';
}

/** Keys are looked at again behind this; a key that was withdrawn counts at most so long. */
const keepMs = 10 * 60_000;
/** They are fetched again so early that a source that is away for a while is not noticed. */
const refreshMs = 5 * 60_000;
/** Whoever makes up ids of keys makes the server fetch no more often than this. */
const cooldownMs = 30_000;
/** After a failure it is tried again sooner, but not for each that asks. */
const retryMs = 1000;

/**
 * Public keys that change (RFC 7517), and are kept elsewhere.
 *
 * 1. They are fetched once for all who wait, again when a token names a key that is not there, and not more often than every 30 s.
 * 2. What can't be fetched for 10 minutes doesn't count any more: then nobody gets in.
 */
export class KeySet {
  readonly #options: KeySetOptions;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  #triedMs = Number.NEGATIVE_INFINITY;

  constructor(options: KeySetOptions) {
    this.#options = options;
  }

  /** Fetches them before anybody needs one. @throws {KeySetError} when that fails, or there is none */
  readonly prepare = async (): Promise<void> => {
    const { keyCount } = await this.#load();
    if (keyCount === 0) throw new KeySetError('There are no keys for tokens.');
  };

  /** @throws {KeySetError} when there are no keys; an error of `jose` when none of them fits. */
  readonly find: FindKey = async (header, token) => {
    const { find, atMs } = await this.#current();
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.#ageMs(this.#triedMs) < cooldownMs)
        throw error;
      const renewed = await this.#load();
      if (renewed.atMs === atMs) throw error;
      return await renewed.find(header, token);
    }
  };

  async #current(): Promise<Loaded> {
    const loaded = this.#loaded;
    if (loaded === undefined || this.#ageMs(loaded.atMs) > keepMs) return await this.#loadUnlessFailed();
    const isOld = this.#ageMs(loaded.atMs) > refreshMs && this.#ageMs(this.#triedMs) > cooldownMs;
    // What goes wrong now is told to whoever finds no keys then.
    if (isOld) void this.#load().catch(() => {});
    return loaded;
  }

  async #loadUnlessFailed(): Promise<Loaded> {
    if (this.#loading === undefined && this.#ageMs(this.#triedMs) < retryMs)
      throw new KeySetError('The keys for tokens could not be read a moment ago.');
    return await this.#load();
  }

  async #load(): Promise<Loaded> {
    this.#loading ??= this.#loadNow();
    try {
      return await this.#loading;
    } finally {
      this.#loading = undefined;
    }
  }

  async #loadNow(): Promise<Loaded> {
    this.#triedMs = this.#options.nowMs();
    try {
      const set = (await this.#options.load()) as JSONWebKeySet;
      const find = createLocalJWKSet(set);
      this.#loaded = { find, keyCount: set.keys.length, atMs: this.#options.nowMs() };
      return this.#loaded;
    } catch (cause) {
      throw new KeySetError('The keys for tokens could not be read.', { cause });
    }
  }

  #ageMs(atMs: number): number {
    return this.#options.nowMs() - atMs;
  }
}
