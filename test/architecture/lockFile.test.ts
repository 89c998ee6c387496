import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>
  >;
}

/** Optional dependencies that the lock file names without saying what they are, as `path > name`. */
function incompleteIn({ packages }: LockFile): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(
        (name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      )
      .map((name) => `${path} > ${name}`),
  );
}

it('the lock file is complete for every platform, because `npm ci` refuses one that is not', async () => {
  const text = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8');
  expect(incompleteIn(JSON.parse(text) as LockFile)).toEqual([]);
});

it('an optional dependency without an entry is found', () => {
  const packages = {
    'node_modules/tool': { optionalDependencies: { 'tool-linux': '1', 'tool-mac': '1', 'tool-own': '1' } },
    'node_modules/tool-linux': {},
    'node_modules/tool/node_modules/tool-own': {},
  };
  expect(incompleteIn({ packages })).toEqual(['node_modules/tool > tool-mac']);
});
