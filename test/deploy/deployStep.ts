import { spawnSync } from 'node:child_process';
import type { Outcome, Step } from '../gate/step.ts';
import { vitestStep } from '../gate/vitestStep.ts';
import { proxyNames } from './proxyKind.ts';
import { findProxy } from './proxyProgram.ts';

const limitMs = 8 * 60_000;

/** Programs that read the files of `server/deploy`; each has a test file of this name. */
export const deployPrograms = [...proxyNames, 'systemd'] as const;

type DeployProgram = (typeof deployPrograms)[number];

/**
 * Tries the files with those programs that this machine has, and says which it has not: of those nothing is shown, and nothing is
 * counted. `npm run proxies` gets all proxies, and fails where it can't.
 */
export function deployStep(root: string): Step {
  return { title: 'deployment', run: () => tryThoseFound(root) };
}

async function tryThoseFound(root: string): Promise<Outcome> {
  const found = deployPrograms.filter(tellOf);
  if (found.length === 0) return { passed: 0, failed: 0, complaints: [] };
  return await tryAll(root, found).run();
}

/** @returns whether it is here */
function tellOf(name: DeployProgram): boolean {
  const version = versionOf(name);
  console.log(`${name} ${version ?? 'is not here, and not tried; see test/deploy'}`);
  return version !== undefined;
}

function versionOf(name: DeployProgram): string | undefined {
  if (name !== 'systemd') return findProxy(name)?.version;
  const { status, stdout } = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /\d+/.exec(stdout)?.[0] : undefined;
}

/** Every one of these has to be here. */
export function tryAll(root: string, names: readonly DeployProgram[]): Step {
  const select = names.map(testOf);
  return vitestStep({ title: 'deployment', root, select, limitMs });
}

export function testOf(name: DeployProgram | 'image'): string {
  return `test/deploy/${name}.slow.test.ts`;
}
