import type { Authorize } from '../../server/auth/access.ts';
import type { SocketListener } from '../../server/connection/clientSocket.ts';
import { Connection } from '../../server/connection/connection.ts';
import { Gate } from '../../server/connection/gate.ts';
import type { Beating } from '../../server/connection/heartbeat.ts';
import { Heartbeat } from '../../server/connection/heartbeat.ts';
import { HocuspocusConnection } from '../../server/connection/hocuspocusConnection.ts';
import { PlainDialect } from '../../server/connection/plainDialect.ts';
import { routeUpgrade } from '../../server/connection/route.ts';
import { ScriptoriumDialect } from '../../server/connection/scriptoriumDialect.ts';
import { SweetDialect } from '../../server/connection/sweetDialect.ts';
import { scriptoriumSubprotocol } from '../../server/protocol/index.ts';
import type { Clock } from '../../server/room/clock.ts';
import type { Report } from '../../server/room/report.ts';
import type { Rooms } from '../../server/room/rooms.ts';
import type { Chance } from './chance.ts';
import type { Link } from './link.ts';

/** What a client asks for when it connects. */
export interface Hello {
  /** The target of its upgrade request. */
  readonly url: string;
  readonly subprotocol: string | undefined;
  /** Who it is, for the log. */
  readonly author: string;
}

export interface DoorkeeperOptions {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly report: Report;
  readonly chance: Chance;
}

/** Does for links what the acceptor does for sockets: the only place that knows which connection and dialect a client gets. */
export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  readonly #heartbeat: Heartbeat;
  readonly #links = new Set<Link>();

  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat(options.clock);
  }

  get links(): readonly Link[] {
    return [...this.#links];
  }

  accept(link: Link, hello: Hello): void {
    const connection = this.#connect(link, hello);
    this.#links.add(link);
    this.#heartbeat.add(connection);
    link.accept({
      onFrame: (frame) => connection.onFrame(frame),
      onText: () => connection.onText(),
      onTooLarge: () => connection.onTooLarge(),
      onAlive: () => connection.onAlive(),
      onDrain: () => connection.onDrain(),
      onClose: () => {
        this.#links.delete(link);
        this.#heartbeat.delete(connection);
        connection.onClose();
      },
    });
    if (connection instanceof Connection) void connection.open();
  }

  forgetAll(): void {
    this.#links.clear();
  }

  #connect({ serverEnd: socket }: Link, { url, subprotocol, author }: Hello): SocketListener & Beating {
    const { rooms, clock, report, chance } = this.#options;
    const authorize: Authorize = () => Promise.resolve({ kind: 'granted', user: author, level: 'write' });
    const gate = new Gate({ authorize, clock, report });
    const route = routeUpgrade(url);
    if (route.kind === 'hocuspocus') return new HocuspocusConnection({ socket, clock, rooms, report, gate });
    if (route.kind === 'none') throw new Error(`No client asks for ${url}: ${route.reason}`);
    const plain = (): PlainDialect | ScriptoriumDialect =>
      subprotocol === scriptoriumSubprotocol
        ? new ScriptoriumDialect(() => chance.next())
        : new PlainDialect();
    const dialect = route.kind === 'sweet' ? new SweetDialect() : plain();
    return new Connection({ socket, dialect, name: route.name, clock, rooms, report, gate });
  }
}
