export {
  type AwarenessEntry,
  absentState,
  decodeAwareness,
  encodeAwareness,
  isAbsent,
} from './awarenessUpdate.ts';
export { ByteReader, decodeText, MalformedError } from './byteReader.ts';
export { type CloseReason, closeReason, closeReasons, isFinal } from './closeReason.ts';
export {
  decodeMessages,
  encodeMessage,
  type Frame,
  type Message,
  messageTypes,
  scriptoriumSubprotocol,
} from './message.ts';
export { type SyncMessage, syncTypes } from './syncMessage.ts';
export { unreachable } from './unreachable.ts';
