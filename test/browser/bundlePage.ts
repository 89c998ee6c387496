import { readFile } from 'node:fs/promises';
import { build } from 'vite';

const editorStyles = new URL('../../editor/editor.css', import.meta.url);

interface BundleOptions {
  /** False keeps the names of functions. */
  readonly minify?: boolean;
}

/** @returns a page's script with all that it imports, for `addScriptTag` */
export async function bundlePage(entry: URL, { minify = true }: BundleOptions = {}): Promise<string> {
  const result = await build({
    logLevel: 'silent',
    configFile: false,
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      minify,
      lib: { entry: entry.pathname, formats: ['iife'], name: 'page' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('vite built nothing');
  return output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

/** The editor's styles as one sheet, as the application's bundle has them. */
export async function readEditorStyles(): Promise<string> {
  const sheet = await readFile(editorStyles, 'utf8');
  const parts = [...sheet.matchAll(/@import "(.+?)";/g)].map(([, path = '']) =>
    readFile(new URL(path, editorStyles), 'utf8'),
  );
  return (await Promise.all(parts)).join('\n');
}
