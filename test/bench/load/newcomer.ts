import * as Y from 'yjs';
import { Client, type Server } from './client.ts';

/** The text that somebody is given who comes only now: read with Yjs itself, from all that comes until it is as long as it should be. */
export async function newcomerText(
  server: Server,
  { room, characters }: { readonly room: string; readonly characters: number },
): Promise<string> {
  const doc = new Y.Doc();
  const client = await Client.join({
    server,
    room,
    onUpdate: (update) => Y.applyUpdate(doc, update.slice()),
  });
  const text = doc.getText('text');
  // y-websocket answers before it has read the document, and sends what it has read as an update.
  if (text.length < characters) await lengthOf(text, characters);
  client.close();
  return text.toString();
}

/** Only a server that has lost some of the text takes so long; what there is then is returned, and found to be too short. */
const patienceMs = 60_000;

function lengthOf(text: Y.Text, characters: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    text.observe(() => {
      if (text.length < characters) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
