import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('.', import.meta.url));

/** Every browser that runs the application reads WOFF2, so KaTeX's fonts are not also kept in older formats. */
const modernFonts = {
  name: 'modern-fonts',
  enforce: 'pre',
  transform: (code: string, id: string) =>
    /katex.*\.css/.test(id)
      ? code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, '')
      : null,
} as const;

/**
 * The application as the server serves it: `index.html` for the list, from which `build.mjs` makes `document.html`, and hashed files
 * under `assets/`. All addresses are relative, so that a proxy may serve it below any path.
 * Shape: vite's `UserConfig`; vite is a tool of the workspace's root and no dependency of this package.
 */
export default {
  root: app,
  base: './',
  plugins: [modernFonts],
  resolve: {
    alias: [{ find: /^lib0\/logging$/, replacement: fileURLToPath(new URL('yjsLog.ts', import.meta.url)) }],
    // `source` first: the workspace's packages are taken from their TypeScript, so that none has to be built before.
    // The others are vite's own for browsers, which a list of one's own replaces.
    conditions: ['source', 'module', 'browser', 'development|production'],
  },
  build: {
    outDir: fileURLToPath(new URL('../../server/dist/app', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: `${app}index.html`, shellWorker: `${app}shellWorker.ts` },
      output: {
        // A worker answers for what is below its own address, which must stay the same.
        entryFileNames: ({ name }: { readonly name: string }) =>
          name === 'shellWorker' ? '[name].js' : 'assets/[name]-[hash].js',
      },
    },
    modulePreload: { polyfill: false },
  },
};
