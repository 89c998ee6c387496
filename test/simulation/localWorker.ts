import * as Y from 'yjs';
import { compact, openDoc } from '../../server/document/compact.ts';
import { retitle } from '../../server/document/compose.ts';
import { describe, type Summary } from '../../server/document/derive.ts';
import type { Describable } from '../../server/document/layout.ts';
import { contentName, metaName, titleKey } from '../../server/document/layout.ts';
import { type DocumentWorker, DocumentWorkerError } from '../../server/document/worker.ts';
import type { Chance } from './chance.ts';
import type { ProcessClock } from './virtualTime.ts';

export interface LocalWorkerOptions {
  readonly clock: ProcessClock;
  readonly chance: Chance;
  /** How often a job fails, from 0 to 1. */
  readonly failureRate: number;
  /** An update that the server is about to write itself. */
  readonly onMade: (update: Uint8Array) => void;
}

const jobMsMax = 30;
/** Room for the ids of docs that the server makes, apart from those of people. */
const clientIdFirst = 2 ** 40;

/** The jobs of the real worker, in this thread and in virtual time. */
export class LocalWorker implements DocumentWorker {
  readonly #options: LocalWorkerOptions;

  constructor(options: LocalWorkerOptions) {
    this.#options = options;
  }

  async describe(document: Describable): Promise<Summary> {
    await this.#work();
    return describe(openDoc(document.encode()));
  }

  async create({ title }: { readonly title: string }): Promise<Uint8Array> {
    await this.#work();
    const doc = this.#identified(new Y.Doc());
    doc.transact(() => {
      doc.getMap(metaName).set(titleKey, new Y.Text(title));
      doc.getXmlFragment(contentName).insert(0, [new Y.XmlElement('block')]);
    });
    return this.#made(Y.encodeStateAsUpdate(doc));
  }

  async retitle(state: Uint8Array, title: string): Promise<Uint8Array | undefined> {
    await this.#work();
    const update = retitle(this.#identified(openDoc(state)), title);
    return update === undefined ? undefined : this.#made(update);
  }

  async compact(state: Uint8Array): Promise<Uint8Array> {
    await this.#work();
    return compact(state);
  }

  async close(): Promise<void> {}

  #made(update: Uint8Array): Uint8Array {
    this.#options.onMade(update);
    return update;
  }

  #identified(doc: Y.Doc): Y.Doc {
    doc.clientID = clientIdFirst + this.#options.chance.below(2 ** 32);
    return doc;
  }

  async #work(): Promise<void> {
    const { clock, chance, failureRate } = this.#options;
    await new Promise<void>((resolve) => clock.setTimer(resolve, chance.below(jobMsMax)));
    if (chance.happens(failureRate)) throw new DocumentWorkerError('FAILED', 'the thread ended');
  }
}
