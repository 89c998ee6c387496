import type { ServerResponse } from 'node:http';
import { LogError } from '@scriptorium/persistence';
import type { SavingLoad } from '../room/savingLoad.ts';
import { sendJson } from './problem.ts';

export interface HealthOptions {
  readonly load: SavingLoad;
  /** Whether the server has begun to stop. */
  readonly isStopping: () => boolean;
}

/** `/healthz`: the process lives. `/readyz`: it may be sent clients; if not, why. */
export class HealthRoutes {
  readonly #options: HealthOptions;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** @returns whether the path is one of these. */
  handle(pathname: string, response: ServerResponse): boolean {
    if (pathname === '/healthz') sendJson(response, 200, { status: 'ok' });
    else if (pathname === '/readyz') this.#tellReadiness(response);
    else return false;
    return true;
  }

  #tellReadiness(response: ServerResponse): void {
    const causes = this.#causes();
    if (causes.length === 0) sendJson(response, 200, { status: 'ready' });
    else sendJson(response, 503, { status: 'not ready', causes });
  }

  #causes(): readonly string[] {
    const { load, isStopping } = this.#options;
    const causes: string[] = [];
    if (isStopping()) causes.push('The server is stopping.');
    if (load.behind.size > 0)
      causes.push(`Saving is behind for ${load.behind.size} of the open documents: ${lastReason(load)}.`);
    if (load.isFull) causes.push(`${load.bytes} bytes are not on disk yet; no more edits are taken.`);
    return causes;
  }
}

/** What the disk said last. */
function lastReason({ behind }: SavingLoad): string {
  const error = [...behind.values()].at(-1);
  return (error instanceof LogError ? error.systemReason : undefined) ?? 'the disk refuses writes';
}
