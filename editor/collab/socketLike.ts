/** What of a browser's WebSocket is used here; an event stream has it, too. */
export type SocketLike = Pick<
  WebSocket,
  'binaryType' | 'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'close'
> & {
  /** @param frame stays as it is from now on */
  send(frame: Uint8Array<ArrayBuffer>): void;
};

/** Opens one; what is offered as subprotocols may hold a token. */
export type OpenSocket = (url: string, protocols: string[]) => SocketLike;
