import type { Access, Authority, Visit } from './access.ts';
import { isAccessLevel, parseDisplayName } from './claims.ts';
import { fetchJson, type JsonAnswer } from './jsonFetch.ts';
import { Memory } from './memory.ts';
import { fingerprint } from './secret.ts';
import { Turnstile } from './turnstile.ts';

export interface ApplicationAuthorityOptions {
  readonly url: URL;
  readonly nowMs: () => number;
  /** How long the application may take. */
  readonly timeoutMs?: number;
}

/** How long an answer counts, so that somebody who comes back at once does not cost the application another question. */
const keepMs = 10_000;
const answersMax = 10_000;
const timeoutMsUsual = 5000;
const bytesMax = 64 * 1024;
const askedAtOnceMax = 32;
const waitingMax = 10_000;

/**
 * Asks the operator's application about each visit: `POST {token, document}` as JSON; `token` is null where none was shown. It
 * answers with 200 and `{user, access, name?, expires?}` (`access` a level, or null for none; `expires` in seconds since 1970),
 * or with 401 for a token that is not good, or with 403. Anything else, or nothing in time, lets nobody in.
 */
export class ApplicationAuthority implements Authority {
  readonly #options: ApplicationAuthorityOptions;
  readonly #answers: Memory<Access>;
  readonly #turnstile = new Turnstile({ atOnceMax: askedAtOnceMax, waitingMax });

  constructor(options: ApplicationAuthorityOptions) {
    this.#options = options;
    this.#answers = new Memory({ nowMs: options.nowMs, keepMs, answersMax, endOf });
  }

  readonly authorize = (visit: Visit): Promise<Access> =>
    this.#answers.recall(fingerprint(visit.token ?? '', visit.name), () =>
      this.#turnstile.pass(() => this.#ask(visit)),
    );

  forget(): void {
    this.#answers.forget();
  }

  async #ask({ name, token }: Visit): Promise<Access> {
    const { url, timeoutMs = timeoutMsUsual } = this.#options;
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ token: token ?? null, document: name }),
    };
    return parseAnswer(await fetchJson(url, { init, timeoutMs, bytesMax }));
  }
}

function endOf(access: Access): number | undefined {
  return access.kind === 'granted' ? access.untilMs : undefined;
}

/** @throws Error when it is not what was agreed on */
function parseAnswer({ status, body }: JsonAnswer): Access {
  if (status === 401) return { kind: 'denied', reason: 'Sign-in is needed here.', needsSignIn: true };
  if (status === 403) return noAccess;
  if (status !== 200) throw new Error(`the application answered with status ${status}`);
  if (typeof body !== 'object' || body === null)
    throw new Error('the application did not answer with an object');
  return accessOf(body as Readonly<Record<string, unknown>>);
}

const noAccess: Access = { kind: 'denied', reason: 'You have no access to this document.' };

function accessOf({ user, access, name, expires }: Readonly<Record<string, unknown>>): Access {
  if (access === null) return noAccess;
  if (!isAccessLevel(access)) throw new Error('the application answered with no level of access');
  if (typeof user !== 'string') throw new Error('the application named no user');
  if (expires !== undefined && typeof expires !== 'number') throw new Error('"expires" is no number');
  const displayName = parseDisplayName(name);
  return {
    kind: 'granted',
    user,
    level: access,
    ...(displayName !== undefined && { displayName }),
    ...(expires !== undefined && { untilMs: expires * 1000 }),
  };
}
