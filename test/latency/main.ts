import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { bundlePage, readEditorStyles } from '../browser/bundlePage.ts';
import { launchChromium } from '../browser/chromium.ts';
import type { Contender, Latencies } from './page.ts';
import { contenders, machine, type Run, sizes, tableOf } from './table.ts';

// npm run latency                      how long a key takes in Chromium, beside y-prosemirror's own plugin
// npm run latency -- --rounds 5 --write   the same, into RESULTS.md

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
    /** A style sheet more, to try something out. */
    style: { type: 'string', default: '' },
  },
});

const resultsFile = new URL('RESULTS.md', import.meta.url);

interface Stage {
  readonly browser: Browser;
  readonly code: string;
  readonly styles: string;
}

async function run({ browser, code, styles }: Stage, contender: Contender, blocks: number): Promise<Run> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  try {
    await page.setContent('<!doctype html><meta charset="utf-8"><body></body>');
    await page.addStyleTag({ content: styles });
    await page.addScriptTag({ content: code });
    const latencies = await page.evaluate(
      ([name, count]) =>
        (globalThis as unknown as { measure: (name: string, blocks: number) => Promise<Latencies> }).measure(
          name,
          count,
        ),
      [contender, blocks] as const,
    );
    return { contender, blocks, latencies };
  } finally {
    await page.close();
  }
}

const browser = await launchChromium();
try {
  const code = await bundlePage(new URL('page.ts', import.meta.url));
  const stage = { browser, code, styles: `${await readEditorStyles()}\n${values.style}` };
  const runs: Run[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const blocks of sizes)
      for (const contender of contenders) runs.push(await run(stage, contender, blocks));
  const loaded = (loadavg()[0] ?? 0).toFixed(1);
  const words = `Medians of ${values.rounds} rounds, in brackets the least and the most; on ${machine()}, Chromium ${browser.version()}, load ${loaded}.`;
  console.log(`${tableOf(runs)}\n\n${words}`);
  if (values.write)
    await writeFile(
      resultsFile,
      `# Results\n\nBy \`npm run latency -- --rounds ${values.rounds} --write\`.\n\n${tableOf(runs)}\n\n${words}\n`,
    );
} finally {
  await browser.close();
}
