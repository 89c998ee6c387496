import type { IncomingMessage } from 'node:http';
import type { DocumentName } from '@scriptorium/persistence';
import type { Granted } from '../auth/access.ts';
import type { Authorities } from '../auth/authorities.ts';
import type { Decision, Gate } from '../connection/gate.ts';
import { type AccessLevel, accessLevels } from '../protocol/index.ts';
import { ProblemError } from './problem.ts';
import { tokenOfRequest } from './requestToken.ts';

export interface GuardOptions {
  readonly gate: Gate;
  readonly authorities: Authorities;
  /** The cookie in which a token may come. */
  readonly cookieName: string;
}

/** Who may do what over HTTP: the same as over a socket. */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Whether there is no token, or one that could be good for this document. */
  isTokenFit(request: IncomingMessage, name: DocumentName): boolean {
    const token = this.#tokenOf(request);
    return token === undefined || this.#options.authorities.mayBeGood(token, name);
  }

  /** What whoever sent the request may do in this document. */
  ask(request: IncomingMessage, name: DocumentName): Promise<Decision> {
    return this.#options.gate.ask({ name, token: this.#tokenOf(request) });
  }

  /** @throws {ProblemError} 401, 403 and 503, unless the request may do this in the document. */
  async require(request: IncomingMessage, name: DocumentName, level: AccessLevel): Promise<Granted> {
    const decision = await this.ask(request, name);
    switch (decision.kind) {
      case 'granted':
        if (!isEnough(decision.level, level))
          throw forbidden(`You may only ${decision.level} in this document.`);
        return decision;
      case 'denied':
        throw this.needsSignIn(request, decision)
          ? unauthorized(decision.reason)
          : forbidden(decision.reason);
      case 'undecided':
        throw unavailable(decision.reason);
    }
  }

  /** Whether another token might help, in whatever document. */
  needsSignIn(request: IncomingMessage, decision: Exclude<Decision, Granted>): boolean {
    const isSaid = decision.kind === 'denied' ? decision.needsSignIn : false;
    return isSaid ?? this.#tokenOf(request) === undefined;
  }

  /** Whether the operator asks, or one of its programs. */
  isAdmin(request: IncomingMessage): boolean {
    return this.#options.authorities.isAdmin(this.#tokenOf(request));
  }

  /** @throws {ProblemError} 401 and 403 for whoever is not the operator. */
  requireAdmin(request: IncomingMessage): void {
    if (this.isAdmin(request)) return;
    if (!this.#options.authorities.hasAdmin)
      throw forbidden('There is no operator\'s token here; start with "--admin-token-file" to have one.');
    throw unauthorized('This takes the token of --admin-token, as "Authorization: Bearer".');
  }

  /** Whether one may ask for what is to be said of others than oneself: the operator, and everybody where nobody signs in. */
  maySpeakForOthers(request: IncomingMessage): boolean {
    return !this.#options.authorities.isSignInNeeded || this.isAdmin(request);
  }

  #tokenOf(request: IncomingMessage): string | undefined {
    return tokenOfRequest(request, this.#options.cookieName);
  }
}

export function isEnough(given: AccessLevel, needed: AccessLevel): boolean {
  return accessLevels.indexOf(given) >= accessLevels.indexOf(needed);
}

export function unauthorized(detail: string): ProblemError {
  return new ProblemError({ status: 401, title: 'Unauthorized', detail });
}

export function forbidden(detail: string): ProblemError {
  return new ProblemError({ status: 403, title: 'Forbidden', detail });
}

export function unavailable(detail: string): ProblemError {
  return new ProblemError({ status: 503, title: 'Service unavailable', detail });
}
