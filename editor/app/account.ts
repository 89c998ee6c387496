/** Who is signed in, by which documents are kept apart on this device: asked of the server, and remembered for when it is away. */
import { systemClock } from '../collab/clock.ts';
import { DeviceStore } from '../offline/deviceStore.ts';
import { homePath, socketHome } from './route.ts';

export interface AccountOptions {
  readonly server: string;
  /** The document that is open, where one is. */
  readonly name?: string;
  readonly fetch: typeof globalThis.fetch;
  /** Of the device: what is written there outlives a crash of the browser. */
  readonly memory: Memory;
  /** As in `document.cookie`. */
  readonly cookie: string;
}

export type Memory = Pick<DeviceStore, 'findAccount' | 'writeAccount'>;

/** A network that is there and delivers nothing is none. */
const answerMsMax = 4000;

/** @returns empty where nobody signs in; undefined when it isn't known, as when somebody else has signed in since the server last answered */
export async function findAccount(options: AccountOptions): Promise<string | undefined> {
  const { memory, cookie, server } = options;
  const mark = markIn(cookie);
  const [response, remembered] = await Promise.all([ask(options), memory.findAccount(server)]);
  if (response?.status === 401) return undefined;
  const user = response?.ok === true ? await userIn(response) : undefined;
  if (user === undefined) return remembered?.mark === mark ? remembered.user : undefined;
  if (remembered?.mark !== mark || remembered.user !== user)
    await memory.writeAccount({ server, mark, user });
  return user;
}

/** As this page finds it. @throws {DeviceError} */
export async function findOwnAccount(name?: string): Promise<string | undefined> {
  const memory = new DeviceStore({ factory: globalThis.indexedDB, clock: systemClock });
  const page = { server: socketHome(location), cookie: document.cookie, ...(name !== undefined && { name }) };
  try {
    return await findAccount({ ...page, memory, fetch: (...call) => fetch(...call) });
  } finally {
    memory.close();
  }
}

async function ask({ name, fetch }: AccountOptions): Promise<Response | undefined> {
  const query = name === undefined ? '' : `?document=${encodeURIComponent(name)}`;
  try {
    return await fetch(`${homePath}api/v1/account${query}`, { signal: AbortSignal.timeout(answerMsMax) });
  } catch {
    return undefined;
  }
}

async function userIn(response: Response): Promise<string | undefined> {
  const answer: unknown = await response.json().catch(() => undefined);
  const isAnswer = typeof answer === 'object' && answer !== null && 'user' in answer;
  return isAnswer && typeof answer.user === 'string' ? answer.user : undefined;
}

/** The server sets it anew with each sign-in. */
function markIn(cookie: string): string {
  return /(?:^|; )scriptorium_sign_in=(?<mark>[^;]*)/u.exec(cookie)?.groups?.mark ?? '';
}
