import { type Message, scriptoriumSubprotocol } from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';

/** How one family of clients is told that what it sent is on disk. */
export interface Dialect {
  readonly name: string;
  confirm(receipt: Receipt): readonly Message[];
}

const emptyUpdateBytes = 2;

/** y-websocket: the echo of the client's own update. Version 4 waits for it, older ones take no notice. */
export const plainDialect: Dialect = {
  name: 'plain',
  confirm({ news, known }) {
    const echoes = known.filter(
      (message) => message.kind === 'update' && message.update.length > emptyUpdateBytes,
    );
    return news === undefined ? echoes : [news, ...echoes];
  },
};

/** This project's provider: a count, and of the news only what it does not know. */
export const scriptoriumDialect: Dialect = {
  name: scriptoriumSubprotocol,
  confirm({ count, news, hasOthersNews }) {
    const saved: Message = { kind: 'saved', count };
    return news !== undefined && hasOthersNews ? [news, saved] : [saved];
  },
};
