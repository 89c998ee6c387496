import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { readEditorStyles } from '../browser/bundlePage.ts';
import { launchChromium } from '../browser/chromium.ts';
import type { Latencies, LatencyPage, Trial } from './page.ts';
import { profileOf } from './profile.ts';
import { openStage, type Stage } from './stage.ts';
import { machine, type Run, sizes, tableOf, trials } from './table.ts';

// npm run latency                         how long a key takes in Chromium, beside y-prosemirror's own plugin
// npm run latency -- --rounds 5 --write   the same, into RESULTS.md
// npm run latency -- --profile            in which functions another's key spends its time

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    /** A style sheet more, to try something out. */
    style: { type: 'string', default: '' },
  },
});

const resultsFile = new URL('RESULTS.md', import.meta.url);

async function measureAll(stage: Stage): Promise<void> {
  const runs: Run[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const trial of trials)
      runs.push({ trial, latencies: await stage.visit((page) => page.evaluate(measureIn, trial)) });
  const loaded = (loadavg()[0] ?? 0).toFixed(1);
  const words = `Medians of ${values.rounds} rounds, in brackets the least and the most; on ${machine()}, Chromium ${browser.version()}, load ${loaded}.`;
  console.log(`${tableOf(runs)}\n\n${words}`);
  if (values.write)
    await writeFile(
      resultsFile,
      `# Results\n\nBy \`npm run latency -- --rounds ${values.rounds} --write\`.\n\n${tableOf(runs)}\n\n${words}\n`,
    );
}

/** Runs in the page. */
function measureIn(trial: Trial): Promise<Latencies> {
  return (globalThis as unknown as LatencyPage).measure(trial);
}

const browser = await launchChromium();
try {
  const styles = `${await readEditorStyles()}\n${values.style}`;
  const stage = await openStage(browser, { styles, readable: values.profile });
  if (values.profile) console.log(await profileOf(stage, sizes));
  else await measureAll(stage);
} finally {
  await browser.close();
}
