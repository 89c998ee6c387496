import type { Client, ClientOptions, Place } from './client.ts';
import { openHocuspocus } from './hocuspocus.ts';
import { openScriptorium } from './scriptorium.ts';
import { openSweet } from './sweet.ts';
import { Typist } from './typist.ts';
import { openYWebsocket } from './yWebsocket.ts';

/** How clients of each family open some documents, each with a typist of its own. */
const families = {
  'y-websocket 2': each((options) => openYWebsocket(2, options)),
  'y-websocket 3': each((options) => openYWebsocket(3, options)),
  'Hocuspocus 2': (group: readonly ClientOptions[]) => openHocuspocus(2, group),
  'Hocuspocus 3': (group: readonly ClientOptions[]) => openHocuspocus(3, group),
  'Hocuspocus 4': (group: readonly ClientOptions[]) => openHocuspocus(4, group),
  'y-sweet': each(openSweet),
  'scriptorium.v1': each(openScriptorium),
} as const;

export type Family = keyof typeof families;
export const familyNames = Object.keys(families) as readonly Family[];

/** Somebody of each family at each of these documents. @param token where they have to sign in */
export function openAll(
  place: Place,
  documents: readonly string[],
  token?: string,
): ReadonlyMap<Family, readonly Client[]> {
  return new Map(
    familyNames.map((family, index) => {
      const letter = String.fromCharCode('a'.charCodeAt(0) + index);
      const shown = token === undefined ? {} : { token };
      const group = documents.map((document) => ({ place, document, typist: new Typist(letter), ...shown }));
      return [family, families[family](group)];
    }),
  );
}

/** Somebody of one family, at one document, with a socket of her own. */
export function openOne(family: Family, options: ClientOptions): Client {
  const [client] = families[family]([options]);
  if (client === undefined) throw new Error(`Nobody of ${family} was opened.`);
  return client;
}

function each(open: (options: ClientOptions) => Client) {
  return (group: readonly ClientOptions[]): readonly Client[] => group.map(open);
}
