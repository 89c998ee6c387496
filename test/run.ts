import { fileURLToPath } from 'node:url';
import { ensureChromium } from './browser/chromium.ts';
import { deployPrograms, deployStep, testOf } from './deploy/deployStep.ts';
import { type Command, commandStep, runSteps, type Step } from './gate/step.ts';
import { judge } from './gate/verdict.ts';
import { vitestStep } from './gate/vitestStep.ts';

/**
 * The gate. `npm test` runs everything there is, `npm run check` (`--quick`) what answers within a minute: it leaves out
 * the application's build and the files named `*.slow.test.ts`. At the end it names what failed; the last line is
 * `N passed, N failed` over all steps.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const stepLimitMs = 8 * 60_000;

function command(args: readonly string[], file = process.execPath): Command {
  return { file, args, cwd: root, limitMs: stepLimitMs };
}

function tests(title: string, select: readonly string[]): Step {
  return vitestStep({ title, root, select, limitMs: stepLimitMs });
}

const types = commandStep('types', command(['-b'], `${root}node_modules/.bin/tsc`));
const lint = commandStep(
  'lint',
  command(['check', '--error-on-warnings', '.'], `${root}node_modules/.bin/biome`),
);
const build = commandStep('build of the application', command(['editor/app/build.mjs']));
const quick = '--exclude=**/*.slow.test.ts';
/** Each in a process of its own: pages, and what the editor loads late, are state that files would share. */
const quickEditorTests = tests('tests of the editor', ['--exclude={persistence,server,test}/**', quick]);
/**
 * In two processes that go from file to file: most of the time would be for loading the same modules anew. Threads would be quicker
 * still, but have a larger stack, in which nothing is too deep.
 */
const quickTests = tests('tests', ['--exclude=editor/**', quick, '--no-isolate']);
/** What needs programs that not every machine has, and what needs the registry: `npm run image`. */
const deployed = [...deployPrograms, 'image' as const].map((name) => `--exclude=${testOf(name)}`);
const slowTests = tests('slow tests', ['.slow.test.ts', '--exclude=test/browser/**', ...deployed]);
const chromium: Step = { title: 'chromium', run: ensureChromium };
const browserTests = tests('browser tests', ['test/browser/', '--no-file-parallelism']);

const isQuick = process.argv.includes('--quick');
const steps = await runSteps(
  isQuick
    ? [types, lint, quickEditorTests, quickTests]
    : [types, lint, build, quickEditorTests, quickTests, slowTests, chromium, browserTests, deployStep(root)],
);
const { lines, exitCode } = judge(steps);
console.log(`\n${lines.join('\n')}`);
process.exitCode = exitCode;
