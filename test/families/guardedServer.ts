import { createMemoryLog, type UpdateLog } from '@scriptorium/persistence';
import { type Authorize, createServer } from '@scriptorium/server';
import { onTestFinished } from 'vitest';

type Grant = Awaited<ReturnType<Authorize>>;

/** A server that asks somebody who may do what, as an application that embeds it has it. It ends with its test. */
export class GuardedServer {
  readonly url: string;
  /** What was shown at the door: a document and a token. */
  readonly visits: (readonly [name: string, token: string | undefined])[];

  private constructor(url: string, visits: GuardedServer['visits']) {
    this.url = url;
    this.visits = visits;
  }

  /** @param grants what each token allows; one that is not there is denied */
  static async start(
    grants: ReadonlyMap<string, 'read' | 'write'>,
    log: UpdateLog = createMemoryLog(),
  ): Promise<GuardedServer> {
    const visits: GuardedServer['visits'] = [];
    const server = createServer({
      log,
      applicationDirectory: '/nowhere',
      allowedOrigins: [],
      idleMs: 30_000,
      report: () => {},
      authorize: ({ name, token }) => {
        visits.push([name, token]);
        return Promise.resolve(grantOf(grants.get(token ?? '')));
      },
    });
    const { port } = await server.start({ host: '127.0.0.1', port: 0 });
    onTestFinished(async () => {
      await server.stop(0);
    });
    return new GuardedServer(`ws://127.0.0.1:${port}`, visits);
  }
}

function grantOf(level: 'read' | 'write' | undefined): Grant {
  return level === undefined
    ? { kind: 'denied', reason: 'not with this token' }
    : { kind: 'granted', user: '', level };
}
