import type { Outcome, Step } from '../gate/step.ts';
import { vitestStep } from '../gate/vitestStep.ts';
import { type ProxyName, proxyNames } from './proxyKind.ts';
import { findProxy } from './proxyProgram.ts';

const limitMs = 8 * 60_000;

/**
 * Tries the proxies that this machine has, and says which it has not: of those nothing is shown, and nothing is counted. `npm run proxies`
 * gets them all, and fails where it can't.
 */
export function proxiesStep(root: string): Step {
  return { title: 'proxies', run: () => tryThoseFound(root) };
}

async function tryThoseFound(root: string): Promise<Outcome> {
  const found = proxyNames.filter(tellOf);
  if (found.length === 0) return { passed: 0, failed: 0, complaints: [] };
  return await tryAll(root, found).run();
}

/** @returns whether it is here */
function tellOf(name: ProxyName): boolean {
  const program = findProxy(name);
  const words = program === undefined ? 'is not here, and not tried; see npm run proxies' : program.version;
  console.log(`${name} ${words}`);
  return program !== undefined;
}

/** Every one of these has to be here. */
export function tryAll(root: string, names: readonly ProxyName[]): Step {
  const select = names.map((name) => `test/deploy/${name}.slow.test.ts`);
  return vitestStep({ title: 'proxies', root, select, limitMs });
}
