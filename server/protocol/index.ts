export { type AccessLevel, accessLevels } from './accessLevel.ts';
export {
  type AwarenessEntry,
  absentState,
  decodeAwareness,
  encodeAwareness,
  isAbsent,
} from './awarenessUpdate.ts';
export { ByteReader, decodeText, MalformedError } from './byteReader.ts';
export {
  adviceFor,
  type CloseReason,
  closeReason,
  closeReasonName,
  closeReasons,
  isFinal,
} from './closeReason.ts';
export { type Advice, type Extension, scriptoriumSubprotocol } from './extension.ts';
export {
  decodeHocuspocusFrame,
  encodeHocuspocus,
  type HocuspocusFrame,
  type HocuspocusMessage,
  type HocuspocusScope,
  hocuspocusPing,
  hocuspocusPong,
} from './hocuspocusMessage.ts';
export { decodeMessages, encodeMessage, type Frame, type Message } from './message.ts';
export { decodePosting, encodePosting, streamWords } from './posting.ts';
export type { SyncMessage } from './syncMessage.ts';
export { unreachable } from './unreachable.ts';
