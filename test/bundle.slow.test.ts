import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type InlineConfig } from 'vite';
import { expect, onTestFinished, test, vi } from 'vitest';

/** What browsers download, really bundled, minified and compressed. In bytes; a kilobyte is 1000 of them. */

const editor = fileURLToPath(new URL('../editor/', import.meta.url));
const limitMs = 60_000;

const coreBytesMax = 110_000;
const firstDownloadBytesMax = 150_000;

interface Output {
  readonly fileName: string;
  readonly bytes: number;
  readonly imports: readonly string[];
  readonly css: readonly string[];
  /** The module that it was made for, if it was one. */
  readonly module: string | undefined;
}

/** What an editor can't be without, whatever its commands, keys and looks are. */
const coreName = `${editor}core.ts`;
const core = `
  export { EditorState } from 'prosemirror-state';
  export { EditorView } from 'prosemirror-view';
  export { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs';
  export * from './collab/binding.ts';
  export * from './collab/undo.ts';
  export * from './schema/schema.ts';
`;
const coreModule = {
  name: 'core',
  resolveId: (id: string) => (id === coreName ? id : null),
  load: (id: string) => (id === coreName ? core : null),
};

async function bundle(config: InlineConfig): Promise<ReadonlyMap<string, Output>> {
  // As browsers get it: a test's own environment would have libraries bundled with their warnings for developers.
  vi.stubEnv('NODE_ENV', 'production');
  onTestFinished(() => void vi.unstubAllEnvs());
  const result = await build({ logLevel: 'silent', ...config });
  if (!('output' in result)) throw new Error('One build has one output');
  const outputs: readonly Output[] = (result.output as readonly BuiltFile[]).map((file) => ({
    fileName: file.fileName,
    bytes: gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length,
    imports: file.type === 'chunk' ? file.imports : [],
    css: file.type === 'chunk' ? [...(file.viteMetadata?.importedCss ?? [])] : [],
    module: file.type === 'chunk' ? (file.facadeModuleId ?? undefined) : undefined,
  }));
  return new Map(outputs.map((file) => [file.fileName, file]));
}

type BuiltFile =
  | {
      readonly type: 'chunk';
      readonly fileName: string;
      readonly code: string;
      readonly imports: readonly string[];
      readonly facadeModuleId: string | null;
      readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
    }
  | { readonly type: 'asset'; readonly fileName: string; readonly source: string | Uint8Array };

/** All that is loaded with the files made for these modules; what they import later, when it is needed, doesn't count. */
function loadedWith(outputs: ReadonlyMap<string, Output>, modules: readonly string[]): readonly Output[] {
  const found = new Set<Output>();
  const add = (file: Output | undefined): void => {
    if (!file || found.has(file)) return;
    found.add(file);
    for (const name of [...file.imports, ...file.css]) add(outputs.get(name));
  };
  for (const module of modules) {
    const made = [...outputs.values()].find((file) => file.module?.endsWith(module));
    expect(made, module).toBeDefined();
    add(made);
  }
  return [...found];
}

function sum(files: readonly Output[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}

test(
  'the core, which is Yjs, the binding, the schema and ProseMirror, is at most 110 kB gzipped',
  async () => {
    const outputs = await bundle({
      configFile: false,
      plugins: [coreModule],
      resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
      build: {
        write: false,
        target: 'es2022',
        rollupOptions: {
          input: coreName,
          preserveEntrySignatures: 'strict',
          output: { format: 'es' },
        },
      },
    });
    const bytes = sum(loadedWith(outputs, ['core.ts']));
    console.log(`core: ${(bytes / 1000).toFixed(1)} kB gzipped`);
    expect(bytes).toBeGreaterThan(60_000);
    expect(bytes).toBeLessThanOrEqual(coreBytesMax);
  },
  limitMs,
);

test(
  'all that a browser loads until a document can be written in is at most 150 kB gzipped',
  async () => {
    const configFile = `${editor}app/vite.config.ts`;
    const outputs = await bundle({ configFile, build: { write: false } });
    const first = loadedWith(outputs, ['index.html', 'documentPage.ts']);
    const bytes = sum(first);
    console.log(`first download of a document: ${(bytes / 1000).toFixed(1)} kB gzipped`);
    expect(bytes).toBeGreaterThan(60_000);
    expect(bytes).toBeLessThanOrEqual(firstDownloadBytesMax);
    for (const late of ['katex.ts', 'late.ts', 'detour.ts', 'writingTools.ts', 'openKept.ts']) {
      const file = [...outputs.values()].find(({ module }) => module?.endsWith(late));
      expect(file, late).toBeDefined();
      expect(first, late).not.toContain(file);
    }
  },
  limitMs,
);
