import { posix } from 'node:path';
import { isTest, packageOf } from './rules.ts';
import type { SourceTree } from './sourceTree.ts';

/** A package.json as far as dependencies go. */
interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Development dependencies that no file imports, each with the reason why it is there. */
export type Tools = Readonly<Record<string, string>>;

/**
 * Each package declares what its program imports and nothing else; what is bundled into what it ships, or builds it, among its
 * development dependencies. Tests draw on the root's development dependencies as well.
 * @returns one line for each violation.
 */
export function findDependencyViolations(tree: SourceTree, tools: Tools): readonly string[] {
  const root = manifestAt('.', tree);
  return packagesOf(tree)
    .flatMap((folder) => {
      const manifest = manifestAt(folder, tree);
      const imported = importedBy(folder, tree);
      return [
        ...undeclared({
          folder,
          names: imported.program,
          declared: [manifest.dependencies, manifest.devDependencies, devOf(folder, root)],
        }),
        ...undeclared({
          folder,
          names: imported.tests,
          declared: [
            manifest.dependencies,
            manifest.devDependencies,
            root.devDependencies,
            folder === '.' ? workspaces(tree) : { [manifest.name]: '*' },
          ],
        }),
        ...unused({ folder, manifest, used: new Set(imported.program) }),
      ];
    })
    .concat(unusedTools(tree, tools));
}

/** The root has no program of its own; what stands there (the gate, the benchmark) are tools. */
function devOf(folder: string, root: Manifest): Manifest['devDependencies'] {
  return folder === '.' ? root.devDependencies : undefined;
}

/** What npm links into the root's node_modules without being told. */
function workspaces(tree: SourceTree): Readonly<Record<string, string>> {
  return Object.fromEntries(packagesOf(tree).map((folder) => [manifestAt(folder, tree).name, '*']));
}

function packagesOf(tree: SourceTree): readonly string[] {
  return [...tree.texts.keys()]
    .filter((path) => path.endsWith('package.json'))
    .map((path) => posix.dirname(path));
}

function manifestAt(folder: string, tree: SourceTree): Manifest {
  return JSON.parse(tree.texts.get(posix.join(folder, 'package.json')) ?? '{}') as Manifest;
}

function importedBy(
  folder: string,
  tree: SourceTree,
): { readonly program: readonly string[]; readonly tests: readonly string[] } {
  const files = tree.sources.filter((file) => packageOf(file.path, tree) === folder);
  const names = (tests: boolean): readonly string[] => [
    ...new Set(
      files
        .filter((file) => isTest(file.path) === tests)
        .flatMap((file) => file.imports.map(({ specifier }) => specifier))
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map(packageName),
    ),
  ];
  return { program: names(false), tests: names(true) };
}

/** `lib0/decoding` → `lib0`, `@scriptorium/server/protocol` → `@scriptorium/server`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function undeclared(options: {
  readonly folder: string;
  readonly names: readonly string[];
  readonly declared: readonly (Readonly<Record<string, string>> | undefined)[];
}): readonly string[] {
  const declared = new Set(options.declared.flatMap((each) => Object.keys(each ?? {})));
  return options.names
    .filter((name) => !declared.has(name))
    .map(
      (name) => `${posix.join(options.folder, 'package.json')}: does not declare ${name}, which is imported`,
    );
}

function unused(options: {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly used: ReadonlySet<string>;
}): readonly string[] {
  return Object.keys(options.manifest.dependencies ?? {})
    .filter((name) => !options.used.has(name))
    .map((name) => `${posix.join(options.folder, 'package.json')}: declares ${name}, which nothing imports`);
}

function unusedTools(tree: SourceTree, tools: Tools): readonly string[] {
  const everywhere = new Set(
    packagesOf(tree).flatMap((folder) => Object.values(importedBy(folder, tree)).flat()),
  );
  return Object.keys(manifestAt('.', tree).devDependencies ?? {})
    .filter((name) => !everywhere.has(name) && !(name in tools))
    .map((name) => `package.json: declares ${name}, which nothing uses`);
}
