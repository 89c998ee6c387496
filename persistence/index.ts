export {
  type DocumentName,
  DocumentNameError,
  documentNameBytesMax,
  parseDocumentName,
} from './documentName.ts';
export { type LevelLogOptions, openLevelLog } from './level/levelLog.ts';
export { LogError, type LogErrorCode } from './logError.ts';
export { createMemoryDisk, createMemoryLog, type MemoryDisk } from './memoryLog.ts';
export { parseSequence } from './sequence.ts';
export type {
  Checkpoint,
  Entry,
  Listing,
  ListOptions,
  LoggedEntry,
  Sequence,
  StoredDocument,
  Summary,
  UpdateLog,
} from './updateLog.ts';
