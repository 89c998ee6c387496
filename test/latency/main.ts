import { build } from 'vite';
import { launchChromium } from '../browser/chromium.ts';
import type { Contender, Latencies } from './page.ts';

// npm run latency: how long a key takes in Chromium, one's own and somebody else's, beside y-prosemirror's own plugin.

const contenders: readonly Contender[] = ['scriptorium', 'y-prosemirror'];
const sizes = [500, 2000, 5000] as const;

async function bundle(): Promise<string> {
  const result = await build({
    logLevel: 'silent',
    configFile: false,
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      minify: true,
      lib: { entry: new URL('page.ts', import.meta.url).pathname, formats: ['iife'], name: 'page' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('vite built nothing');
  return output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2).padStart(8);
}

function line(blocks: number, contender: Contender, { openMs, local, remote }: Latencies): string {
  const figures = [local, remote].flatMap((durations) => [
    quantile(
      durations.map(({ scriptMs }) => scriptMs),
      0.5,
    ),
    quantile(
      durations.map(({ scriptMs }) => scriptMs),
      0.95,
    ),
    quantile(
      durations.map(({ layoutMs }) => layoutMs),
      0.5,
    ),
  ]);
  return `${String(blocks).padStart(6)}  ${contender.padEnd(14)}${figures.join('')}${openMs.toFixed(0).padStart(8)}`;
}

const code = await bundle();
const browser = await launchChromium();
try {
  console.log('  (ms)                own key: p50     p95  layout   other: p50    p95  layout    open');
  for (const blocks of sizes) {
    for (const contender of contenders) {
      const page = await browser.newPage();
      await page.addScriptTag({ content: code });
      const latencies = await page.evaluate(
        ([name, count]) =>
          (globalThis as unknown as { measure: (name: string, blocks: number) => Latencies }).measure(
            name,
            count,
          ),
        [contender, blocks] as const,
      );
      console.log(line(blocks, contender, latencies));
      await page.close();
    }
  }
} finally {
  await browser.close();
}
