import type { CloseReason, Frame } from '../protocol/index.ts';

/** What a connection needs of its transport. */
export interface ClientSocket {
  /** How many bytes were sent that the network has not taken yet. */
  readonly bufferedBytes: number;

  /** Those of them that it was offered, and what waits behind these; when it has taken them, `onDrain` says so. */
  readonly refusedBytes: number;

  /** Sends one binary message, with others of the same moment at the latest when this moment is over. After the end it is ignored. */
  send(frame: Frame): void;

  /** Asks for a sign of life, which comes as `onAlive`. */
  ping(): void;

  /** Stops reading, so that the sender waits; `resume` undoes it. */
  pause(): void;
  resume(): void;

  /** Says goodbye. `onClose` follows, at the latest when the far end stays silent for some seconds. */
  close(reason: CloseReason): void;

  /** Ends without a goodbye. */
  terminate(): void;
}

/** What a transport tells its connection. */
export interface SocketListener {
  onFrame(frame: Uint8Array): void;
  /** Text was received; no client of ours sends it. */
  onText(): void;
  /** A message was larger than the transport takes, which has said goodbye because of that. */
  onTooLarge(): void;
  onAlive(): void;
  /** The network has taken all that was sent; not said where it took everything at once. */
  onDrain(): void;
  onClose(): void;
}
