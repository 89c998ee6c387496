import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Backup, backUpDirectory, LogError } from '@scriptorium/persistence';
import { request } from '../builtin/http.ts';
import type { ControlAnswer } from './controlSocket.ts';
import { counted } from './counted.ts';
import { socketPath } from './socketPath.ts';

export interface BackupCommandOptions {
  readonly data: string;
  readonly to: string;
}

/** The running server could not be asked, or is busy; `message` is one line that says why. */
export class BackupRefusedError extends Error {
  override readonly name = 'BackupRefusedError';
}

/**
 * Copies a data directory: by the server that has it open if one does, else by itself.
 * @throws {BackupRefusedError | LogError}
 */
export async function backup(
  { data, to }: BackupCommandOptions,
  print: (line: string) => void,
): Promise<void> {
  const target = resolve(to);
  const { documents, entries, bytes } =
    (await requestBackup(data, target)) ?? (await backUpDirectory({ directory: data, to: target }));
  const content = [
    counted(documents, 'document'),
    counted(entries, 'entry', 'entries'),
    counted(bytes, 'byte'),
  ].join(', ');
  print(`${content}: copied to ${target}`);
}

/** @returns undefined when no server listens in the directory. */
async function requestBackup(directory: string, to: string): Promise<Backup | undefined> {
  const path = socketPath(directory);
  const answer = path === undefined ? undefined : await ask(path, { to });
  if (answer?.kind !== 'refused') return answer?.backup;
  throw answer.code === undefined
    ? new BackupRefusedError(answer.message)
    : new LogError(answer.code, answer.message);
}

function ask(socketPath: string, body: { readonly to: string }): Promise<ControlAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: '/backup', method: 'POST' });
    call.once('response', (response) => {
      text(response).then((json) => resolve(JSON.parse(json) as ControlAnswer), reject);
    });
    call.once('error', (error: NodeJS.ErrnoException) => {
      // A killed server leaves its socket, at which nobody listens.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR')
        resolve(undefined);
      else reject(explain(error));
    });
    call.end(JSON.stringify(body));
  });
}

function explain(error: NodeJS.ErrnoException): unknown {
  if (error.code === 'EACCES')
    return new BackupRefusedError(
      'The server that runs there belongs to another user. Run this as that user.',
    );
  if (error.code === 'ECONNRESET')
    return new BackupRefusedError('The server ended before the backup was written. Try again.');
  return error;
}
