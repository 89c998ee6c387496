import { type Connections, type Traffic, transports } from '../connection/connections.ts';
import type { Requests } from '../http/requests.ts';
import type { Refusals } from '../limits/refusals.ts';
import type { Instruments, Sample } from './instrument.ts';

export interface ClientSources {
  readonly connections: Connections;
  readonly refusals: Refusals;
  readonly requests: Requests;
}

/** Connections, what went over them, who was turned away, and requests. */
export function describeClients(instruments: Instruments, sources: ClientSources): void {
  describeTraffic(instruments, sources.connections);
  instruments.counter(
    {
      name: 'scriptorium_refusals_total',
      help: 'Clients that were turned away, cut off or denied a document, by close reason or limit',
      labelNames: ['reason'],
    },
    () => [...sources.refusals.counts].map(([reason, value]) => ({ labels: { reason }, value })),
  );
  instruments.counter(
    {
      name: 'scriptorium_http_requests_total',
      help: 'Requests that were answered',
      labelNames: ['status'],
    },
    () =>
      [...sources.requests.counts].map(([status, value]) => ({ labels: { status: String(status) }, value })),
  );
  instruments.histogram(
    { name: 'scriptorium_http_request_seconds', help: 'How long requests took to be answered' },
    sources.requests.latency,
  );
}

function describeTraffic(instruments: Instruments, connections: Connections): void {
  const labelNames = ['dialect'];
  const of = (read: (traffic: Traffic) => number) => (): readonly Sample[] =>
    [...connections.traffic()].map(([dialect, traffic]) => ({ labels: { dialect }, value: read(traffic) }));
  instruments.gauge(
    { name: 'scriptorium_connections', help: 'Connections that are open', labelNames },
    of((traffic) => traffic.connections),
  );
  instruments.gauge(
    {
      name: 'scriptorium_transport_connections',
      help: 'Connections that are open, by what carries them',
      labelNames: ['transport'],
    },
    () => transports.map((transport) => ({ labels: { transport }, value: connections.carriedBy(transport) })),
  );
  instruments.gauge(
    { name: 'scriptorium_connections_lagging', help: 'Connections that read more slowly than they are told' },
    () => [{ value: connections.lagging }],
  );
  instruments.counter(
    { name: 'scriptorium_connections_opened_total', help: 'Connections since the start', labelNames },
    of((traffic) => traffic.opened),
  );
  instruments.counter(
    { name: 'scriptorium_messages_received_total', help: 'Messages from clients', labelNames },
    of((traffic) => traffic.messages),
  );
  instruments.counter(
    { name: 'scriptorium_received_bytes_total', help: 'Bytes from the sockets of clients', labelNames },
    of((traffic) => traffic.receivedBytes),
  );
  instruments.counter(
    { name: 'scriptorium_sent_bytes_total', help: 'Bytes to the sockets of clients', labelNames },
    of((traffic) => traffic.sentBytes),
  );
}
