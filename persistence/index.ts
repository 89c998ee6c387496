export {
  type DocumentName,
  DocumentNameError,
  documentNameBytesMax,
  parseDocumentName,
} from './documentName.ts';
export { type Backup, type BackupOptions, backUpDirectory } from './level/backup.ts';
export type { Finding, StorageProblem } from './level/finding.ts';
export { type LevelInspection, openLevelInspection } from './level/inspection.ts';
export { type LevelLog, type LevelLogOptions, openLevelLog } from './level/levelLog.ts';
export type { RetentionOptions } from './level/retention.ts';
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
