import type { Connections } from '../connection/connections.ts';
import { type Limits, limitNames } from '../limits/limits.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Instruments } from './instrument.ts';

export interface LimitSources {
  readonly rooms: Rooms;
  readonly connections: Connections;
  readonly limits: Limits;
}

/** The bounds, and how near to them it is where something fills up. */
export function describeLimits(instruments: Instruments, sources: LimitSources): void {
  const { connections, limits } = sources;
  instruments.gauge({ name: 'scriptorium_limit', help: 'What may be at most', labelNames: ['limit'] }, () =>
    limitNames.map((limit) => ({ labels: { limit }, value: limits[limit] })),
  );
  instruments.gauge(
    {
      name: 'scriptorium_limit_fill_ratio',
      help: 'How near it is to a limit, of those who are nearest: 1 is there',
      labelNames: ['limit'],
    },
    () =>
      [...fills(sources)].map(([limit, fill]) => ({
        labels: { limit },
        value: limits[limit] === 0 ? 0 : fill / limits[limit],
      })),
  );
  instruments.gauge(
    {
      name: 'scriptorium_connections_slowed',
      help: 'Connections that are not read from: they sent too much',
    },
    () => [{ value: connections.slowed }],
  );
}

function fills({ rooms, connections }: LimitSources): ReadonlyMap<keyof Limits, number> {
  const { crowd } = connections;
  return new Map<keyof Limits, number>([
    ['connections', crowd.size],
    ['waitingConnections', crowd.waiting],
    ['addressConnections', crowd.fullest],
    ['userConnections', crowd.mostOfOneUser],
    ['bufferedBytes', connections.fill('bufferedBytes').fullestBytes],
    ['backlogBytes', connections.fill('backlogBytes').fullestBytes],
    ['heldBytes', rooms.held.fullestBytes],
    ['unsavedBytes', rooms.load.bytes],
  ]);
}
