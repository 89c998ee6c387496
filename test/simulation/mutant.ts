import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Text that stands once in a source, and what takes its place. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that somebody could have made, and that the simulation has to find. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What a simulation is made of. */
const sources = [
  'server/auth',
  'server/connection',
  'server/document',
  'server/limits',
  'server/protocol',
  'server/room',
  'editor/collab',
  'test/simulation',
];
const manifests = ['package.json', 'server/package.json', 'editor/package.json'];

/**
 * Gives `act` the root of a copy of the sources with the mistake in it, and removes it afterwards. The sources themselves are not touched.
 * @throws when a text to be replaced does not stand exactly once in its file: then the mutant must be written anew
 */
export async function withMutant<T>(mutant: Mutant, act: (root: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(join(tmpdir(), 'scriptorium-mutant-'));
  try {
    await copySources(copy);
    for (const patch of mutant.patches) await apply(patch, copy);
    return await act(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copySources(copy: string): Promise<void> {
  for (const path of sources) await cp(join(root, path), join(copy, path), { recursive: true });
  for (const path of manifests) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(root, path), join(copy, path));
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
}

async function apply({ file, find, replace }: Patch, copy: string): Promise<void> {
  const path = join(copy, file);
  const text = await readFile(path, 'utf8');
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times instead of once: ${find}`);
  await writeFile(
    path,
    text.replace(find, () => replace),
  );
}
