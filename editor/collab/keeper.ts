import type { AccessLevel } from '@scriptorium/server/protocol';
import type { DeviceStatus } from './deviceStatus.ts';
import type { ProviderStatus } from './providerStatus.ts';

/** Keeps the provider's document on this device. */
export interface Keeper {
  peek(): KeeperStatus;
  /** Is told what the server says of the document, word for word, before the document takes it in. */
  hear(update: Uint8Array): void;
  destroy(): void;
}

/** What the provider knows by what this device keeps. */
export interface KeeperStatus {
  readonly device: DeviceStatus;
  /** Whether the document holds by now what the device kept of it, which the server had once. */
  readonly hasCopy: boolean;
  /** What one might do in the document when the server was last here. */
  readonly access: AccessLevel | undefined;
  /** Whether the document holds what an earlier session typed, and this one puts back what others have deleted of it since. */
  readonly standsIn: boolean;
}

/** What a keeper is told by. */
export interface KeeperTask {
  /** The provider; it is the origin of what comes from the server. */
  readonly provider: KeptProvider;
  /** To be called after each change of what `peek` answers. */
  onChange(): void;
  /** Applies what the server has already: it is not sent again. */
  takeIn(update: Uint8Array): void;
}

/** The part of a provider that a keeper needs. */
export interface KeptProvider {
  peek(): ProviderStatus;
  subscribe(listener: (status: ProviderStatus) => void): () => void;
  whenSaved(): Promise<void>;
}

/** Begins to keep. What the keeper applies under any other origin is what the server may lack. */
export type OpenKeeper = (task: KeeperTask) => Keeper;
