import { fileURLToPath } from 'node:url';
import { runSteps, type Step } from '../gate/step.ts';
import { judge } from '../gate/verdict.ts';
import { tryAll } from './deployStep.ts';
import { unpackDebianPackages } from './packages.ts';
import { proxyNames } from './proxyKind.ts';
import { findProxy, unpackedFolder } from './proxyProgram.ts';

// npm run proxies: nginx, HAProxy and Caddy from Debian's packages with the configurations of server/deploy, and real clients through each.

const root = fileURLToPath(new URL('../..', import.meta.url));

const packages: Step = {
  title: 'packages',
  run: async () => {
    const missing = proxyNames.filter((name) => findProxy(name) === undefined);
    if (missing.length > 0) await unpackDebianPackages(missing, unpackedFolder);
    const still = proxyNames.filter((name) => findProxy(name) === undefined);
    const complaints = still.map(
      (name) => `${name} could not be had: install it, such as by apt-get install ${name}`,
    );
    for (const name of proxyNames) console.log(name, findProxy(name)?.version ?? 'is missing');
    return { passed: 0, failed: still.length, complaints };
  },
};

const steps = await runSteps([packages, tryAll(root, proxyNames)]);
const { lines, exitCode } = judge(steps);
console.log(`\n${lines.join('\n')}`);
process.exitCode = exitCode;
