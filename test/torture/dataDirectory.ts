import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openLevelLog, parseDocumentName } from '@scriptorium/persistence';
import * as Y from 'yjs';
import { bytesBelow } from '../bytesBelow.ts';
import { tokensIn } from './typist.ts';

const run = promisify(execFile);

/** The documents on a disk: that of the server, or a copy of it that nothing changes any more. */
export class DataDirectory {
  readonly path: string;
  readonly #main: string;

  /** @param main the program whose commands look at it */
  constructor(path: string, main: string) {
    this.path = path;
    this.#main = main;
  }

  static async create(main: string): Promise<DataDirectory> {
    return new DataDirectory(await mkdtemp(join(tmpdir(), 'scriptorium-torture-')), main);
  }

  /** Copies what a killed process left, byte by byte. */
  async copy(): Promise<DataDirectory> {
    const copy = await DataDirectory.create(this.#main);
    const isFile = (source: string) => !source.endsWith('.sock');
    await cp(this.path, copy.path, { recursive: true, filter: isFile });
    return copy;
  }

  /** Copies it by `scriptorium backup`, also while a server runs. */
  async backUp(): Promise<DataDirectory> {
    const backup = await DataDirectory.create(this.#main);
    await run(process.execPath, [this.#main, 'backup', '--data', this.path, '--to', backup.path]);
    return backup;
  }

  /** @returns what `scriptorium check` complains about; empty when it is sound. */
  async check(): Promise<string> {
    const checked = run(process.execPath, [this.#main, 'check', '--data', this.path]);
    return checked.then(
      () => '',
      ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => `${stdout}${stderr}`,
    );
  }

  /** @returns the tokens of each document, as often as each stands there. @throws when one is unreadable or has a gap. */
  async read(documents: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const log = await openLevelLog({ directory: this.path });
    try {
      const stored = documents.map(async (document) => {
        const { checkpoint, entries = [] } = (await log.read(parseDocumentName(document))) ?? {};
        return [document, tokensOf([...(checkpoint ? [checkpoint] : []), ...entries])] as const;
      });
      return new Map(await Promise.all(stored));
    } finally {
      await log.close();
    }
  }

  bytes(): Promise<number> {
    return bytesBelow(this.path);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

function tokensOf(stored: readonly { readonly update: Uint8Array }[]): readonly string[] {
  const doc = new Y.Doc();
  for (const { update } of stored) Y.applyUpdate(doc, update);
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Error('what is stored lacks something that it depends on');
  return tokensIn(doc);
}
