import { createMemoryLog, parseDocumentName } from '@scriptorium/persistence';
import { createAuthority } from '@scriptorium/server';
import { decodeAwareness } from '@scriptorium/server/protocol';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { eventually } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import {
  AccessProbe,
  type DialectName,
  dialects,
  type TransportName,
  transports,
  type Way,
  ways,
} from './accessProbe.ts';
import { secret, signToken } from './accessToken.ts';

const name = 'minutes';
const adminToken = 'token-of-the-operator';

/** A server on which people sign in, and where what they may do can be taken away. */
async function guarded() {
  const log = createMemoryLog();
  const authority = createAuthority({ secret });
  /** What is decided about users whatever their tokens say. */
  const overruled = new Map<string, 'read' | 'none'>();
  const server = await RunningServer.start({
    log,
    more: {
      adminToken,
      authorize: async (visit) => {
        const access = await authority.authorize(visit);
        const rule = access.kind === 'granted' ? overruled.get(access.user) : undefined;
        if (rule === 'none') return { kind: 'denied', reason: 'Not any more.' };
        return access.kind === 'granted' && rule === 'read' ? { ...access, level: 'read' } : access;
      },
    },
  });
  const token = signToken({ user: 'witness', access: 'write' });
  const witness = await RawClient.join({ url: server.webSocketUrl, path: `${name}?token=${token}` });
  const authors = async () =>
    (await log.read(parseDocumentName(name)))?.entries.map(({ author }) => author) ?? [];
  return { server, witness, overruled, authors };
}

type Setting = Awaited<ReturnType<typeof guarded>>;

/** What somebody types, and under which client id. */
function typed(): { readonly update: Uint8Array; readonly clientId: number } {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'hello');
  return { update: Y.encodeStateAsUpdate(doc), clientId: doc.clientID };
}

/** What it was told that holds anything: a document that was made with nothing in it is told, too. */
function written({ updates }: RawClient): readonly Uint8Array[] {
  return updates.filter(({ length }) => length > 2);
}

async function seesPresence({ witness }: Setting, clientId: number): Promise<void> {
  await eventually('the presence to arrive', () =>
    witness
      .all('awareness')
      .some(({ update }) => decodeAwareness(update).some((entry) => entry.clientId === clientId)),
  );
}

async function mayWrite(setting: Setting, probe: AccessProbe): Promise<void> {
  const { update, clientId } = typed();
  await probe.whenIn();
  probe.announce(clientId);
  await seesPresence(setting, clientId);
  probe.type(update);
  await probe.whenConfirmed();
  expect(await setting.authors()).toEqual(['probe']);
  await setting.witness.hear('update');
}

async function mayOnlyRead(setting: Setting, probe: AccessProbe): Promise<void> {
  const { update, clientId } = typed();
  await probe.whenIn();
  probe.announce(clientId);
  await seesPresence(setting, clientId);
  probe.type(update);
  await probe.whenRefused();
  await setting.witness.read();
  expect(written(setting.witness)).toEqual([]);
  expect(await setting.authors()).not.toContain('probe');
}

interface Bringing {
  readonly transport: TransportName;
  readonly dialect: DialectName;
  readonly way: Way | 'its own token';
}

/** What the client shows: a JWT, or for y-sweet's own way a token that the JWT was exchanged for. */
async function shownBy(
  { way }: Bringing,
  { setting, token }: { setting: Setting; token: string },
): Promise<string> {
  if (way !== 'its own token') return token;
  const { server } = setting;
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const post = async (path: string, body: object, more = {}) =>
    (await (
      await fetch(server.httpUrl + path, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: JSON.stringify(body),
      })
    ).json()) as { token?: string };
  await post('/doc/new', { docId: name });
  const own = { authorization: `Bearer ${token}` };
  const full = await post(`/doc/${name}/auth`, { authorization: 'full' }, own);
  return full.token ?? (await post(`/doc/${name}/auth`, { authorization: 'read-only' }, own)).token ?? 'none';
}

async function probeWith(
  bringing: Bringing,
  { setting, token }: { setting: Setting; token: string | undefined },
): Promise<AccessProbe> {
  const shown = token === undefined ? undefined : await shownBy(bringing, { setting, token });
  const way = bringing.way === 'its own token' ? 'query' : bringing.way;
  return new AccessProbe({
    url: setting.server.webSocketUrl,
    name,
    transport: bringing.transport,
    dialect: bringing.dialect,
    way,
    token: shown,
  });
}

const carriages = transports.flatMap((transport) => dialects.map((dialect) => ({ transport, dialect })));

const bringings: readonly Bringing[] = carriages.flatMap((carriage) => [
  ...ways
    .filter((way) => way !== 'message' || carriage.dialect === 'hocuspocus')
    .map((way) => ({ ...carriage, way })),
  ...(carriage.dialect === 'sweet' ? [{ ...carriage, way: 'its own token' as const }] : []),
]);

describe.each(bringings)('$dialect over a $transport with a token by $way', (bringing) => {
  const enter = async (claims: { access: string; seconds?: number; documents?: string }) => {
    const setting = await guarded();
    const token = signToken({ user: 'probe', ...claims });
    return { setting, probe: await probeWith(bringing, { setting, token }) };
  };

  it('writes when it may write, and the log says who', async () => {
    const { setting, probe } = await enter({ access: 'write' });
    if (bringing.way === 'its own token') {
      await probe.whenIn();
      probe.type(typed().update);
      await probe.whenConfirmed();
      expect((await setting.authors()).at(-1)).toBe('probe');
    } else await mayWrite(setting, probe);
  });

  it.each(['read', 'comment', 'suggest'])(
    'sends presence and no updates, and is told so, when it may %s',
    async (access) => {
      const { setting, probe } = await enter({ access });
      await mayOnlyRead(setting, probe);
    },
  );

  it('is denied when the token is for another document, has ended, or says nothing that there is', async () => {
    for (const claims of [
      { access: 'write', documents: 'other' },
      { access: 'write', seconds: -1 },
      { access: 'everything' },
    ]) {
      const { setting, probe } = await enter(claims);
      await probe.whenDenied();
      expect(await setting.authors()).not.toContain('probe');
    }
  });

  it('is sent away, and told why, when its access is taken away', async () => {
    const { setting, probe } = await enter({ access: 'write' });
    await probe.whenIn();
    setting.overruled.set('probe', 'none');
    const round = await setting.server.server.recheck({ user: 'probe' });
    expect(round).toEqual({ checked: 1, ended: 1 });
    await probe.whenDenied();
    probe.type(typed().update);
    await setting.witness.read();
    expect(written(setting.witness)).toEqual([]);
    expect(setting.witness.isOpen).toBe(true);
  });

  // A token of y-sweet's is replaced, not changed.
  if (bringing.way === 'its own token') return;

  it('may read from now on when it might write', async () => {
    const { setting, probe } = await enter({ access: 'write' });
    await probe.whenIn();
    setting.overruled.set('probe', 'read');
    expect(await setting.server.server.recheck()).toEqual({ checked: 2, ended: 0 });
    await mayOnlyReadFromNowOn(setting, probe);
  });
});

async function mayOnlyReadFromNowOn(setting: Setting, probe: AccessProbe): Promise<void> {
  probe.type(typed().update);
  await probe.whenRefused();
  await setting.witness.read();
  expect(written(setting.witness)).toEqual([]);
}

it.each(carriages)('$dialect over a $transport without a token is denied', async (carriage) => {
  const setting = await guarded();
  const way = carriage.dialect === 'hocuspocus' ? 'message' : 'query';
  const probe = await probeWith({ ...carriage, way }, { setting, token: undefined });
  await probe.whenDenied();
});

// All at once, because most of it is waiting for the end of the tokens, which are given out only when all servers run.
it('whoever is inside is sent away, and told why, when its token ends', async () => {
  const settings = await Promise.all(
    bringings.map(async (bringing) => ({ bringing, setting: await guarded() })),
  );
  const leave = async ({ bringing, setting }: (typeof settings)[number]): Promise<Bringing> => {
    const token = signToken({ user: 'probe', access: 'write', seconds: 5 });
    const probe = await probeWith(bringing, { setting, token });
    await probe.whenIn();
    await probe.whenDenied();
    return bringing;
  };
  const left = await Promise.allSettled(settings.map(leave));
  expect(left).toEqual(bringings.map((value) => ({ status: 'fulfilled', value })));
});
