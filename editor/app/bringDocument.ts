/** Brings a whole document to the server, where it has to be new. */
import type { Node } from 'prosemirror-model';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { fillFragment } from '../collab/fragmentWriter.ts';
import { createProvider, type Provider } from '../collab/provider.ts';
import { fragmentName } from '../schema/schema.ts';
import { socketHome } from './route.ts';

export interface BroughtDocument {
  readonly name: string;
  readonly title: string;
  readonly content: Node;
}

/** For a large document over a slow network. */
const patienceMs = 120_000;

/** Resolves when the server's disk has it. @throws an `Error` if it doesn't within two minutes, or the server refuses. */
export async function bringDocument({ name, title, content }: BroughtDocument): Promise<void> {
  const doc = new Y.Doc();
  const url = socketHome(location);
  const provider = createProvider({ url, name, doc, awareness: new Awareness(doc) });
  const signal = AbortSignal.timeout(patienceMs);
  try {
    await whenSynced(provider, signal);
    doc.transact(() => {
      doc.getMap('meta').set('title', new Y.Text(title));
      fillFragment(doc.getXmlFragment(fragmentName), content);
    });
    await provider.whenSaved({ signal });
  } finally {
    provider.destroy();
    doc.destroy();
  }
}

/** The provider's end is the end of what listens to it. */
function whenSynced(provider: Provider, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { synced, connection } = provider.peek();
      if (synced) resolve();
      else if (connection.state === 'refused') reject(new Error(connection.reason));
    };
    provider.subscribe(look);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    look();
  });
}
