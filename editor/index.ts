export type { EditorCommands } from './boundCommands.ts';
export { createProvider, type Provider, type ProviderOptions } from './collab/provider.ts';
export type { ConnectionState, ProviderStatus } from './collab/providerStatus.ts';
export type { KindChoice } from './commands/kind.ts';
export type { PlainMarkName } from './commands/mark.ts';
export { createEditor, type EditorHandle, type EditorOptions } from './editor.ts';
export type { BlockKind } from './schema/block.ts';
export { fragmentName, type MarkName, schema, schemaVersion } from './schema/schema.ts';
export type { EditorStatus, SelectedKind } from './status.ts';
