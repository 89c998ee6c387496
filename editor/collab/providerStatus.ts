import type { AccessLevel } from '@scriptorium/server/protocol';
import type { DeviceStatus } from './deviceStatus.ts';

export type ConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  /** The connection was lost or not made; the next attempt is at this time, in milliseconds since 1970. */
  | { readonly state: 'waiting'; readonly retryAtMs: number }
  /** The server sent the client away for good; codes are those of the server's close reasons. */
  | { readonly state: 'refused'; readonly code: number; readonly reason: string };

export interface ProviderStatus {
  readonly connection: ConnectionState;
  /** Whether the document has had the server's content at least once: now, or when this device kept it. */
  readonly synced: boolean;
  /** Whether everything that was typed here has been sent over the connection that there is, or is saved. */
  readonly sent: boolean;
  /** Whether everything that was typed here is on the server's disk. */
  readonly saved: boolean;
  /** How many updates are not known to be there. */
  readonly unsavedUpdates: number;
  /** What this person may do here, as the server said last; undefined while it has said nothing. */
  readonly access: AccessLevel | undefined;
  /** Whether the server's disk refuses what is written in this document: nothing is lost yet, and nothing gets saved. */
  readonly savingBehind: boolean;
  /** How far this device keeps what was typed here. */
  readonly device: DeviceStatus;
}
